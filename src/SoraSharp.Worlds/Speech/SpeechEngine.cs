using System.Collections.Concurrent;

namespace SoraSharp.Worlds.Speech;

/// <summary>One sound of speech.</summary>
/// <param name="Name">Its name in flite's (the CMU dictionary's) set: <c>aa</c>, <c>m</c>, <c>pau</c>, …</param>
/// <param name="Start">Seconds from the utterance's start.</param>
/// <param name="End">Seconds from the utterance's start.</param>
internal readonly record struct Phone(string Name, double Start, double End)
{
    public bool IsVowel => Name is ['a' or 'e' or 'i' or 'o' or 'u', ..];
}

/// <summary>A spoken sentence: mono samples in [-1, 1] that begin and end with its first and last sound, and the sounds' times.</summary>
internal sealed record Utterance(float[] Samples, int SampleRate, Phone[] Phones)
{
    public double Duration => (double)Samples.Length / SampleRate;
}

/// <summary>The voices.</summary>
internal enum SpeechVoice
{
    /// <summary>A woman.</summary>
    Slt,
    /// <summary>A man.</summary>
    Rms,
    /// <summary>A man with a Scottish accent.</summary>
    Awb,
}

/// <summary>
/// Speaks sentences with flite and keeps what was spoken: each sentence of each voice is synthesized once a process (about 50 ms).
/// The library is loaded with the first sentence. Thread-safe.
/// </summary>
internal sealed class SpeechEngine(string? folder)
{
    private const float Peak = 0.7f;

    // Slower than by themselves, so that mouths at 12 frames a second can follow.
    private static readonly (string Name, float Stretch)[] Voices = [("cmu_us_slt", 1.35f), ("cmu_us_rms", 1.1f), ("cmu_us_awb", 1.3f)];
    // Of the process: voices and the noise's seed are the C library's.
    private static readonly Lock Turn = new();
    private readonly ConcurrentDictionary<(SpeechVoice, string), Utterance> _spoken = new();
    private readonly nint[] _voices = new nint[Voices.Length];
    private FliteLibrary? _flite;

    /// <summary>The engine of this process: flite as installed, or in the folder that SORASHARP_FLITE names.</summary>
    public static SpeechEngine Shared { get; } = new(Environment.GetEnvironmentVariable(FliteLibrary.FolderVariable));

    /// <summary>Speaks a sentence.</summary>
    /// <exception cref="SpeechEngineException">flite is missing; the message says what to do.</exception>
    public Utterance Say(SpeechVoice voice, string sentence)
    {
        if (_spoken.TryGetValue((voice, sentence), out var known))
            return known;
        lock (Turn)
        {
            if (_spoken.TryGetValue((voice, sentence), out known))
                return known;
            _flite ??= new(folder);
            var (name, stretch) = Voices[(int)voice];
            if (_voices[(int)voice] == 0)
                _voices[(int)voice] = _flite.LoadVoice(name, stretch);
            var (samples, rate, phones) = _flite.Speak(_voices[(int)voice], sentence);
            return _spoken[(voice, sentence)] = Trim(samples, rate, phones);
        }
    }

    private static Utterance Trim(short[] samples, int rate, List<Phone> phones)
    {
        var sounds = phones.SkipWhile(p => p.Name == "pau").Reverse().SkipWhile(p => p.Name == "pau").Reverse().ToArray();
        var start = sounds[0].Start;
        var first = Math.Min(samples.Length, (int)(start * rate));
        var last = Math.Min(samples.Length, (int)(sounds[^1].End * rate));
        var loudest = Math.Max(1, samples.Max(s => Math.Abs((int)s)));
        return new(
            [.. samples[first..last].Select(s => s * Peak / loudest)], rate,
            [.. sounds.Select(p => p with { Start = p.Start - start, End = p.End - start })]);
    }
}
