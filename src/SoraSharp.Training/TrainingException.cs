namespace SoraSharp.Training;

/// <summary>Training cannot start or go on; the message says what to do.</summary>
internal sealed class TrainingException(string message) : Exception(message);
