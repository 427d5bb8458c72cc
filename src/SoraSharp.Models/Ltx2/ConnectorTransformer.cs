using SoraSharp.Models.Layers;
using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Ltx2;

/// <summary>
/// A transformer over text tokens of one modality, whose padding is replaced by learnable registers.
/// Source: diffusers <c>pipelines/ltx2/connectors.py</c>, <c>LTX2ConnectorTransformer1d</c>.
/// </summary>
internal sealed class Ltx2ConnectorTransformer
{
    private const double Eps = 1e-6;
    private readonly string _name;
    private readonly Ltx2ConnectorConfig _config;
    private readonly Parameter? _registers;
    private readonly Block[] _blocks;
    private readonly RmsNorm _normOut;

    public Ltx2ConnectorTransformer(ParameterScope scope, string name, Ltx2ConnectorConfig config)
    {
        _name = name;
        _config = config;
        scope = scope[name];
        _registers = config.Registers is int registers ? scope.Declare("learnable_registers", registers, config.Features) : null;
        _blocks = [.. Enumerable.Range(0, config.Layers).Select(i => new Block(scope["transformer_blocks"][i], config))];
        _normOut = new(scope["norm_out"], config.Features, Eps, affine: false);
    }

    /// <param name="text">Projected tokens, [B, text, features].</param>
    /// <param name="order">Which token or register stands at each place, [B, length]: see <see cref="Ltx2ConnectorInputs"/>; null without registers.</param>
    /// <param name="bias">Hides padding, [B, 1, 1, text]; needed without registers only.</param>
    /// <param name="rope">The places' positions.</param>
    /// <returns>[B, length, features].</returns>
    public Tensor Forward(Tensor text, Tensor? order, Tensor? bias, RotaryTable rope)
    {
        Interpreter interpreter = text.Interpreter;
        if (_registers is not null)
        {
            Tensor tokensThenRegisters = interpreter.Concat(0, text.Reshape(-1, _config.Features), interpreter.Weight(_registers));
            text = tokensThenRegisters.Gather(0, order!);
            bias = null;
        }

        for (int i = 0; i < _blocks.Length; i++)
        {
            text = _blocks[i].Forward(text, rope, bias);
            interpreter.Observe($"{_name}.transformer_blocks.{i}", text);
        }

        return _normOut.Forward(text);
    }

    private sealed class Block(ParameterScope scope, Ltx2ConnectorConfig config)
    {
        private readonly RmsNorm _norm1 = new(scope["norm1"], config.Features, Eps, affine: false);
        private readonly Ltx2Attention _attention = new(scope["attn1"], new(config.Features, config.Features, config.Heads, config.HeadFeatures, config.GatedAttention));
        private readonly RmsNorm _norm2 = new(scope["norm2"], config.Features, Eps, affine: false);
        private readonly FeedForward _feedForward = new(scope["ff"], config.Features);

        public Tensor Forward(Tensor x, RotaryTable rope, Tensor? bias)
        {
            x += _attention.Forward(_norm1.Forward(x), rope, bias);
            return x + _feedForward.Forward(_norm2.Forward(x));
        }
    }
}
