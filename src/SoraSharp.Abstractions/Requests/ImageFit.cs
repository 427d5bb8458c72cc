namespace SoraSharp;

/// <summary>How a picture of another shape is brought to the video's size.</summary>
public enum ImageFit
{
    /// <summary>It fills the frame and keeps its proportions; what hangs over on two sides is cut off. As diffusers' condition pipelines do.</summary>
    Cover,

    /// <summary>It is stretched to the frame, whatever its proportions. As diffusers' image-to-video pipelines do.</summary>
    Stretch,
}
