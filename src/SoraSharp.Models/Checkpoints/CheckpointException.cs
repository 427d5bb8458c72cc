namespace SoraSharp.Models;

/// <summary>A checkpoint cannot be used: a file is missing or damaged, or does not hold what its configuration demands.</summary>
public sealed class CheckpointException : Exception
{
    /// <summary>An error with a message that names the file or tensor, the rule and the remedy.</summary>
    public CheckpointException(string message)
        : base(message)
    {
    }

    /// <summary>An error with its cause.</summary>
    public CheckpointException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>An error without a message; prefer one that explains.</summary>
    public CheckpointException()
    {
    }
}
