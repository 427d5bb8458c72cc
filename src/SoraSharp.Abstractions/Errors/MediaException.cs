namespace SoraSharp;

/// <summary>A media file cannot be written or read: a program is missing, a format is unknown, or a program failed.</summary>
public sealed class MediaException : Exception
{
    /// <summary>With a message that names what failed and the remedy.</summary>
    public MediaException(string message)
        : base(message)
    {
    }

    /// <summary>With a message and its cause.</summary>
    public MediaException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Without a message; prefer one that explains.</summary>
    public MediaException()
    {
    }
}
