namespace SoraSharp.Models.Wan;

/// <summary>What changes the shape of Wan's forward pass rather than its inputs. Every distinct value is a network function of its own. Immutable.</summary>
public sealed record WanDenoiseOptions
{
    /// <summary>Whether every token has its own timestep (TI2V, where a first frame is given), and not one per row.</summary>
    public bool TimestepPerToken { get; init; }

    /// <summary>Whether image embeddings are given (2.1 image-to-video).</summary>
    public bool Image { get; init; }
}
