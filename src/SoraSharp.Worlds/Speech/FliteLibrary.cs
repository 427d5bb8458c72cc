using System.Runtime.InteropServices;

namespace SoraSharp.Worlds.Speech;

/// <summary>The C functions of flite 2.x (Carnegie Mellon University) that are used. Not thread-safe: its callers take turns.</summary>
internal sealed class FliteLibrary
{
    /// <summary>Names a folder that holds flite's libraries, where they are not installed in the system.</summary>
    public const string FolderVariable = "SORASHARP_FLITE";

    // In an order in which each finds what it needs.
    private static readonly string[] Needed = ["flite", "flite_usenglish", "flite_cmulex"];

    // flite keeps the pointer to a feature's name, so it must stay.
    private static readonly nint Stretch = Marshal.StringToCoTaskMemUTF8("duration_stretch");
    private readonly string? _folder;
    private readonly TextToUtterance _synthesize;
    private readonly SetFloat _setFloat;
    private readonly OfPointer _wave;
    private readonly OfPointer _head;
    private readonly OfPointer _next;
    private readonly OfPointerAndName _relation;
    private readonly OfPointerAndName _text;
    private readonly NumberOfPointerAndName _number;
    private readonly Release _delete;
    private readonly Seed _seed;

    /// <summary>Loads the libraries and initialises them.</summary>
    /// <param name="folder">Where they are; <see langword="null"/> for the system's folders.</param>
    /// <exception cref="SpeechEngineException">They cannot be loaded.</exception>
    public FliteLibrary(string? folder)
    {
        _folder = string.IsNullOrEmpty(folder) ? null : folder;
        if (_folder is not null)
            _ = TryLoad("asound", "2", out _); // flite links to it; a folder may bring it along.
        var handles = Needed.Select(Load).ToArray();
        var flite = handles[0];
        _synthesize = Function<TextToUtterance>(flite, "flite_synth_text");
        _setFloat = Function<SetFloat>(flite, "feat_set_float");
        _wave = Function<OfPointer>(flite, "utt_wave");
        _head = Function<OfPointer>(flite, "relation_head");
        _next = Function<OfPointer>(flite, "item_next");
        _relation = Function<OfPointerAndName>(flite, "utt_relation");
        _text = Function<OfPointerAndName>(flite, "item_feat_string");
        _number = Function<NumberOfPointerAndName>(flite, "item_feat_float");
        _delete = Function<Release>(flite, "delete_utterance");
        _seed = Function<Seed>(NativeLibrary.Load(OperatingSystem.IsWindows() ? "ucrtbase.dll" : OperatingSystem.IsMacOS() ? "libSystem.dylib" : "libc.so.6"), "srand");
        Function<Initialise>(flite, "flite_init")();
    }

    /// <summary>Loads a voice, such as <c>cmu_us_slt</c>, that speaks <paramref name="stretch"/> times as long as it does by itself.</summary>
    public nint LoadVoice(string name, float stretch)
    {
        var voice = Function<Register>(Load($"flite_{name}"), $"register_{name}")(0);
        // struct cst_voice { const char *name; cst_features *features; … }
        _setFloat(Marshal.ReadIntPtr(voice, IntPtr.Size), Stretch, stretch);
        return voice;
    }

    /// <summary>Speaks a sentence.</summary>
    public (short[] Samples, int Rate, List<Phone> Phones) Speak(nint voice, string sentence)
    {
        // flite's breath noise comes from C's rand(): seeded, so that a sentence sounds the same whatever was said before.
        _seed(1);
        var utterance = _synthesize(sentence, voice);
        if (utterance == 0)
            throw new SpeechEngineException($"flite could not speak \"{sentence}\".");
        try
        {
            var phones = new List<Phone>();
            double start = 0;
            for (var item = _head(_relation(utterance, "Segment")); item != 0; item = _next(item))
            {
                double end = _number(item, "end");
                phones.Add(new(Marshal.PtrToStringUTF8(_text(item, "name"))!, start, end));
                start = end;
            }
            // struct cst_wave { const char *type; int sample_rate; int num_samples; int num_channels; short *samples; }
            var wave = _wave(utterance);
            var rate = Marshal.ReadInt32(wave, IntPtr.Size);
            var samples = new short[Marshal.ReadInt32(wave, IntPtr.Size + 4)];
            Marshal.Copy(Marshal.ReadIntPtr(wave, IntPtr.Size == 8 ? 24 : 16), samples, 0, samples.Length);
            return (samples, rate, phones);
        }
        finally
        {
            _delete(utterance);
        }
    }

    private nint Load(string name) => TryLoad(name, "1", out var handle)
        ? handle
        : throw new SpeechEngineException(
            $"The presenter world speaks with flite, whose library {FileName(name, "1")} cannot be loaded from {_folder ?? "the system's library folders"}. "
            + $"Install it (Debian, Ubuntu: apt-get install flite), set {FolderVariable} to the folder that holds it, or give the presenter world the weight 0.");

    private bool TryLoad(string name, string version, out nint handle)
    {
        var file = FileName(name, version);
        return _folder is null
            ? NativeLibrary.TryLoad(file, out handle)
            : NativeLibrary.TryLoad(Path.Combine(Path.GetFullPath(_folder), file), out handle);
    }

    private static string FileName(string name, string version) =>
        OperatingSystem.IsWindows() ? $"{name}.dll" : OperatingSystem.IsMacOS() ? $"lib{name}.{version}.dylib" : $"lib{name}.so.{version}";

    private static T Function<T>(nint library, string name)
        where T : Delegate => NativeLibrary.TryGetExport(library, name, out var address)
        ? Marshal.GetDelegateForFunctionPointer<T>(address)
        : throw new SpeechEngineException($"flite's library has no function {name}; version 2 is needed (Debian, Ubuntu: apt-get install flite).");

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int Initialise();

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate void Seed(uint seed);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate nint Register(nint folder);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate void SetFloat(nint features, nint name, float value);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate nint TextToUtterance([MarshalAs(UnmanagedType.LPUTF8Str)] string text, nint voice);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate nint OfPointer(nint pointer);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate nint OfPointerAndName(nint pointer, [MarshalAs(UnmanagedType.LPUTF8Str)] string name);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate float NumberOfPointerAndName(nint pointer, [MarshalAs(UnmanagedType.LPUTF8Str)] string name);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate void Release(nint utterance);
}
