namespace SoraSharp.Models.Tensors;

/// <summary>Element-wise functions of one tensor.</summary>
public enum UnaryOperation
{
    /// <summary>−x.</summary>
    Negate,

    /// <summary>|x|.</summary>
    Abs,

    /// <summary>eˣ.</summary>
    Exp,

    /// <summary>Natural logarithm.</summary>
    Log,

    /// <summary>Square root.</summary>
    Sqrt,

    /// <summary>1/x.</summary>
    Reciprocal,

    /// <summary>Sine, radians.</summary>
    Sin,

    /// <summary>Cosine, radians.</summary>
    Cos,

    /// <summary>Hyperbolic tangent.</summary>
    Tanh,

    /// <summary>1/(1+e⁻ˣ).</summary>
    Sigmoid,

    /// <summary>The error function.</summary>
    Erf,

    /// <summary>max(x, 0).</summary>
    Relu,

    /// <summary>Largest integer not above x.</summary>
    Floor,

    /// <summary>ln(1+eˣ).</summary>
    Softplus,
}

/// <summary>Element-wise functions of two tensors, with broadcasting.</summary>
public enum BinaryOperation
{
    /// <summary>Sum.</summary>
    Add,

    /// <summary>Difference.</summary>
    Subtract,

    /// <summary>Product.</summary>
    Multiply,

    /// <summary>Quotient.</summary>
    Divide,

    /// <summary>Power.</summary>
    Power,

    /// <summary>The larger one.</summary>
    Maximum,

    /// <summary>The smaller one.</summary>
    Minimum,

    /// <summary>1 where equal, as bool.</summary>
    Equal,

    /// <summary>Whether the left one is smaller, as bool.</summary>
    Less,
}

/// <summary>Functions along axes.</summary>
public enum ReduceOperation
{
    /// <summary>Sum.</summary>
    Sum,

    /// <summary>Mean.</summary>
    Mean,

    /// <summary>Largest.</summary>
    Max,

    /// <summary>Smallest.</summary>
    Min,
}

/// <summary>What a tensor is continued with beyond its edges.</summary>
public enum PaddingMode
{
    /// <summary>A constant.</summary>
    Constant,

    /// <summary>Mirrored, without repeating the edge element.</summary>
    Reflect,

    /// <summary>The edge element repeated.</summary>
    Edge,
}

/// <summary>How much one axis is padded.</summary>
/// <param name="Axis">The axis; negative counts from the last.</param>
/// <param name="Before">Elements added before the first.</param>
/// <param name="After">Elements added after the last.</param>
public readonly record struct AxisPadding(int Axis, int Before, int After);
