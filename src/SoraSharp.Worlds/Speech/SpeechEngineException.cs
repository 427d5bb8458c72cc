namespace SoraSharp.Worlds.Speech;

/// <summary>The speech engine (flite) is missing or does not work; the message says what to do. Only the presenter world needs it.</summary>
public sealed class SpeechEngineException : Exception
{
    /// <summary>Creates the exception.</summary>
    public SpeechEngineException()
    {
    }

    /// <summary>Creates the exception.</summary>
    public SpeechEngineException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    public SpeechEngineException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
