namespace SoraSharp;

/// <summary>Where a video's sound comes from.</summary>
public enum SoundOrigin
{
    /// <summary>There is none: the model makes silent video, and no sound stage was chosen for it.</summary>
    Silence,

    /// <summary>It was made together with the picture.</summary>
    Joint,

    /// <summary>It was made for the finished picture by another stage: ambience and effects, not what the model itself would have heard.</summary>
    ForPicture,

    /// <summary>The request gave it.</summary>
    Given,
}
