namespace SoraSharp.Models.Tensors;

/// <summary>The arithmetic that lengths of axes take part in.</summary>
public enum DimOperation
{
    /// <summary>Sum.</summary>
    Add,

    /// <summary>Difference.</summary>
    Subtract,

    /// <summary>Product.</summary>
    Multiply,

    /// <summary>Quotient, rounded down (both sides are positive).</summary>
    Divide,
}

/// <summary>A length known only when a network runs (a number of tokens, say). Each interpreter has its own.</summary>
public abstract class DimSymbol
{
    /// <summary>Applies <paramref name="operation"/> to two lengths, at least one of which belongs to this symbol's interpreter.</summary>
    public abstract Dim Combine(DimOperation operation, Dim left, Dim right);
}

/// <summary>
/// The length of an axis: a number, or a symbol that gets its number when the network runs.
/// An eager interpreter only ever has numbers, so that network code is the same for both.
/// </summary>
public readonly struct Dim : IEquatable<Dim>
{
    private readonly long _value;

    private Dim(long value, DimSymbol? symbol)
    {
        _value = value;
        Symbol = symbol;
    }

    /// <summary>The symbol, or null where the length is a number.</summary>
    public DimSymbol? Symbol { get; }

    /// <summary>Whether the length is a number.</summary>
    public bool IsKnown => Symbol is null;

    /// <summary>The number.</summary>
    /// <exception cref="InvalidOperationException">The length is symbolic.</exception>
    public long Value => IsKnown ? _value : throw new InvalidOperationException("This length is symbolic: it has a number only when the network runs. Compute with Dim instead of its Value.");

    /// <summary>Makes a length of a symbol.</summary>
    public static Dim FromSymbol(DimSymbol symbol)
    {
        ArgumentNullException.ThrowIfNull(symbol);
        return new(0, symbol);
    }

    /// <summary>Makes a length of a number.</summary>
    public static Dim FromInt64(long value) => new(value, null);

    /// <summary>Makes a length of a number.</summary>
    public static implicit operator Dim(long value) => new(value, null);

    /// <summary>Makes a length of a number.</summary>
    public static implicit operator Dim(int value) => new(value, null);

    /// <summary>Sum.</summary>
    public static Dim operator +(Dim left, Dim right) => Combine(DimOperation.Add, left, right);

    /// <summary>Difference.</summary>
    public static Dim operator -(Dim left, Dim right) => Combine(DimOperation.Subtract, left, right);

    /// <summary>Product.</summary>
    public static Dim operator *(Dim left, Dim right) => Combine(DimOperation.Multiply, left, right);

    /// <summary>Quotient, rounded down.</summary>
    public static Dim operator /(Dim left, Dim right) => Combine(DimOperation.Divide, left, right);

    /// <summary>Whether both are the same number or the same symbol.</summary>
    public static bool operator ==(Dim left, Dim right) => left.Equals(right);

    /// <summary>Whether they are not known to be equal.</summary>
    public static bool operator !=(Dim left, Dim right) => !left.Equals(right);

    /// <inheritdoc />
    public bool Equals(Dim other) => _value == other._value && ReferenceEquals(Symbol, other.Symbol);

    /// <inheritdoc />
    public override bool Equals(object? obj) => obj is Dim other && Equals(other);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(_value, Symbol);

    /// <inheritdoc />
    public override string ToString() => IsKnown ? _value.ToString() : Symbol!.ToString() ?? "?";

    private static Dim Combine(DimOperation operation, Dim left, Dim right)
    {
        if (left.IsKnown && right.IsKnown)
        {
            return operation switch
            {
                DimOperation.Add => left._value + right._value,
                DimOperation.Subtract => left._value - right._value,
                DimOperation.Multiply => left._value * right._value,
                _ => left._value / right._value,
            };
        }

        // Neutral elements keep a symbol's identity, which reshapes use to stay symbolic without extra nodes.
        if (operation is DimOperation.Add && left == 0) return right;
        if (operation is DimOperation.Add or DimOperation.Subtract && right == 0) return left;
        if (operation is DimOperation.Multiply && left == 1) return right;
        if (operation is DimOperation.Multiply or DimOperation.Divide && right == 1) return left;
        return (left.Symbol ?? right.Symbol)!.Combine(operation, left, right);
    }
}
