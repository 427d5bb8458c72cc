using SoraSharp.Worlds.Simulation;
using SoraSharp.Worlds.Speech;

namespace SoraSharp.Worlds.Scenes.Presenter;

/// <summary>What presenters say: a fixed bank, so that each line is synthesized once. No line names a colour or what other worlds show.</summary>
internal static class Lines
{
    // Seconds a letter, before the sentence is synthesized: only to pass over what is far too long or short.
    private const double SecondsPerLetter = 0.087;

    private const double Fill = 0.45;

    public static IReadOnlyList<string> All { get; } =
    [
        "hello everyone", "good morning everyone", "good evening and welcome", "welcome to the show", "thank you for watching",
        "this is the news", "here is the news", "nice to meet you", "how are you today", "i am so happy today", "let me tell you a story",
        "i have good news for you", "today we learn something new", "my name is sam", "please listen to this song", "see you again tomorrow",
        "i love this little town", "the answer is very easy", "nobody knows the answer", "we are going home now", "dinner will be ready soon",
        "the train leaves at seven", "please open the door", "can you hear me now", "please wait a moment", "it works every time",
        "this idea changes everything", "thank you and goodbye", "good morning everyone and welcome to the show",
        "thank you for watching and see you again tomorrow", "let me tell you a story about my family",
        "today we learn something new about the moon", "here is the news from all over the world", "hello my friends how are you today",
        "i have good news for you and your family", "nobody knows the answer but we will find it", "please listen to this song it is very old",
        "the train leaves at seven so do not be late", "dinner will be ready soon so come home now",
        "this idea changes everything we know about music", "what a lovely morning to be with friends",
        "the answer is very easy when you know it", "welcome back we have so much to show you",
        "i love this little town and all of its people", "we are going home now it was a long way",
        "do you remember our old show", "come and see what we have found", "what a lovely morning",
    ];

    /// <summary>
    /// A line that fits into <paramref name="seconds"/> and fills enough of them. In clips too short for any the shortest, cut off.
    /// </summary>
    public static (string Line, Utterance Utterance) Pick(SpeechVoice voice, double seconds, ref Rng rng)
    {
        foreach (var line in rng.Distinct<string>(All.ToArray(), All.Count))
        {
            var guess = line.Length * SecondsPerLetter;
            if (guess < 0.33 * seconds || guess > 1.5 * seconds)
                continue;
            var utterance = SpeechEngine.Shared.Say(voice, line);
            if (utterance.Duration <= seconds && utterance.Duration >= Fill * seconds)
                return (line, utterance);
        }
        var fallback = seconds < 1 ? All.MinBy(l => l.Length)! : All.MaxBy(l => l.Length)!;
        return (fallback, SpeechEngine.Shared.Say(voice, fallback));
    }
}
