namespace SoraSharp.Scheduling;

/// <summary>Sees to it that a schedule with a memory is stepped in order, with one sample. Not thread-safe.</summary>
internal sealed class StepOrder
{
    private int? _next;
    private int _length;

    /// <summary>Checks a step's arguments and counts it.</summary>
    /// <exception cref="ArgumentException">It is out of order, or of another length than the steps before.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such evaluation.</exception>
    public void Check(int index, int count, int velocityLength, int sampleLength)
    {
        if (index < 0 || index >= count) throw new ArgumentOutOfRangeException(nameof(index), index, $"`index` is {index}; this schedule has evaluations 0 to {count - 1}.");
        if (velocityLength != sampleLength) throw new ArgumentException($"`velocity` has {velocityLength} values and the sample {sampleLength}; both are laid out alike.", nameof(velocityLength));
        if (_next is int next && index != next) throw new ArgumentException($"`index` is {index} after {next - 1}; a multistep schedule goes on at {next}. Start another schedule to begin again.", nameof(index));
        if (_next is not null && _length != sampleLength) throw new ArgumentException($"The sample has {sampleLength} values and had {_length}; a schedule serves one sample.", nameof(sampleLength));
        (_next, _length) = (index + 1, sampleLength);
    }
}
