using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Ltx2.Vocoder;

/// <summary>An activation of the vocoder: [B, C, T] → [B, C, T].</summary>
internal interface IActivation
{
    Tensor Forward(Tensor x);
}

/// <summary>x for positive x, else slope·x.</summary>
internal sealed class LeakyRelu(double slope) : IActivation
{
    public Tensor Forward(Tensor x) => x.LeakyRelu(slope);
}

/// <summary>
/// x + sin²(eᵅ·x)/eᵝ for every channel, which helps with periodic signals; without β, α takes its place
/// (Ziyin et al. 2020; Lee et al. 2023; diffusers <c>SnakeBeta</c>).
/// </summary>
internal sealed class Snake(ParameterScope scope, long channels, bool hasBeta) : IActivation
{
    private const double Eps = 1e-9;
    private readonly Parameter _alpha = scope.Declare("alpha", channels);
    private readonly Parameter? _beta = hasBeta ? scope.Declare("beta", channels) : null;

    public Tensor Forward(Tensor x)
    {
        Tensor frequency = PerChannel(x, _alpha);
        Tensor amplitude = _beta is null ? frequency : PerChannel(x, _beta);
        Tensor sine = (x * frequency).Sin();
        return x + sine * sine * (1 / (amplitude + Eps));
    }

    private static Tensor PerChannel(Tensor x, Parameter parameter) => x.Interpreter.Weight(parameter).Exp().Reshape(1, -1, 1);
}

/// <summary>An activation at a higher rate, so that its overtones do not fold back (diffusers <c>AntiAliasAct1d</c>).</summary>
internal sealed class Antialiased(ParameterScope scope, Func<ParameterScope, IActivation> inner, int ratio, int kernel) : IActivation
{
    private readonly FilterUpsampler _up = new(scope["upsample"], ratio, kernel);
    private readonly IActivation _inner = inner(scope["act"]);
    private readonly FilterDownsampler _down = new(scope["downsample"], ratio, kernel);

    public Tensor Forward(Tensor x) => _down.Forward(_inner.Forward(_up.Forward(x)));
}

/// <summary>Makes the activations that a configuration asks for.</summary>
internal static class Activations
{
    /// <summary>Slope of the last activation, which the reference leaves at its library's default.</summary>
    private const double LastSlope = 0.01;

    /// <summary>An activation inside a residual block.</summary>
    public static IActivation Inner(ParameterScope scope, long channels, GeneratorConfig config)
    {
        if (config.Activation == "leaky_relu") return new LeakyRelu(config.NegativeSlope);
        bool hasBeta = config.Activation == "snakebeta";
        return config.Antialias
            ? new Antialiased(scope, child => new Snake(child, channels, hasBeta), config.AntialiasRatio, config.AntialiasKernel)
            : new Snake(scope, channels, hasBeta);
    }

    /// <summary>The activation before the last convolution: with snakes always antialiased and with β.</summary>
    public static IActivation Last(ParameterScope scope, long channels, GeneratorConfig config) => config.Activation == "leaky_relu"
        ? new LeakyRelu(LastSlope)
        : new Antialiased(scope, child => new Snake(child, channels, hasBeta: true), config.AntialiasRatio, config.AntialiasKernel);
}
