namespace SoraSharp;

/// <summary>One thing wrong with a request or with options.</summary>
/// <param name="Name">The property.</param>
/// <param name="Message">The value, the rule and the remedy, for example "`frames` is 50; this model takes 8k+1; use 49 or 57."</param>
public sealed record ValueError(string Name, string Message);

/// <summary>A request asks for what the model cannot make. Lists every error found, not only the first.</summary>
public sealed class InvalidRequestException : ArgumentException
{
    /// <summary>Of all errors found.</summary>
    public InvalidRequestException(IReadOnlyList<ValueError> errors)
        : base(ErrorList.Join("The request cannot be generated", errors)) => Errors = [.. errors];

    /// <summary>With a message alone; prefer one that lists the errors.</summary>
    public InvalidRequestException(string message)
        : base(message)
    {
    }

    /// <summary>With a message and a cause; prefer one that lists the errors.</summary>
    public InvalidRequestException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Without a message; prefer one that lists the errors.</summary>
    public InvalidRequestException()
    {
    }

    /// <summary>Every error found.</summary>
    public IReadOnlyList<ValueError> Errors { get; } = [];
}

/// <summary>A generator cannot be built from its options. Lists every error found, not only the first.</summary>
public sealed class InvalidOptionsException : InvalidOperationException
{
    /// <summary>Of all errors found.</summary>
    public InvalidOptionsException(IReadOnlyList<ValueError> errors)
        : base(ErrorList.Join("The generator cannot be built", errors)) => Errors = [.. errors];

    /// <summary>With a message alone; prefer one that lists the errors.</summary>
    public InvalidOptionsException(string message)
        : base(message)
    {
    }

    /// <summary>With a message and a cause; prefer one that lists the errors.</summary>
    public InvalidOptionsException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Without a message; prefer one that lists the errors.</summary>
    public InvalidOptionsException()
    {
    }

    /// <summary>Every error found.</summary>
    public IReadOnlyList<ValueError> Errors { get; } = [];
}

internal static class ErrorList
{
    public static string Join(string what, IReadOnlyList<ValueError> errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        return errors.Count == 1 ? $"{what}: {errors[0].Message}" : $"{what} ({errors.Count} errors):{string.Concat(errors.Select(e => $"{Environment.NewLine}- {e.Message}"))}";
    }
}
