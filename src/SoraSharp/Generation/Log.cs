using Microsoft.Extensions.Logging;

namespace SoraSharp.Generation;

/// <summary>Log messages. Prompts may be private: they appear at Trace only.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Generating with {Model}")]
    public static partial void Started(ILogger logger, string model);

    [LoggerMessage(2, LogLevel.Trace, "Prompt: {Prompt}")]
    public static partial void Prompt(ILogger logger, string prompt);

    [LoggerMessage(3, LogLevel.Warning, "The prompt has {Count} words that the model has never seen; the result lists them")]
    public static partial void UnknownWords(ILogger logger, int count);

    [LoggerMessage(4, LogLevel.Information, "Generated {Shape} from seed {Seed} in {Seconds:0.0} s")]
    public static partial void Finished(ILogger logger, VideoShape shape, long seed, double seconds);
}
