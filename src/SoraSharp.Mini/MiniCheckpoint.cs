namespace SoraSharp.Mini;

/// <summary>Mini: a small checkpoint of LTX-2's architecture, trained on simulated worlds, that comes with this package.</summary>
public static class MiniCheckpoint
{
    private const string FolderName = "sorasharp-mini";

    /// <summary>The checkpoint's folder, in diffusers' layout, beside the application.</summary>
    /// <exception cref="DirectoryNotFoundException">The files were not copied with the application.</exception>
    public static string Folder
    {
        get
        {
            string folder = Path.Combine(AppContext.BaseDirectory, FolderName);
            return Directory.Exists(folder) ? folder : throw new DirectoryNotFoundException($"{folder} is missing; Mini's weights lie there. Copy the folder {FolderName} of the build's output with the application.");
        }
    }

    /// <summary>Generates with Mini: 49 frames of 256x160 at 12 frames a second with sound, unless told otherwise.</summary>
    /// <exception cref="DirectoryNotFoundException">The files were not copied with the application.</exception>
    public static VideoGeneratorBuilder UseMini(this VideoGeneratorBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.UseCheckpoint(Folder);
    }

    /// <summary>
    /// Makes sound for the finished picture with Mini, for models of silent video (Wan): the impacts, rolling and ambience of Mini's simulated
    /// worlds, as far as it recognises them in what is seen.
    /// </summary>
    /// <exception cref="DirectoryNotFoundException">The files were not copied with the application.</exception>
    public static VideoGeneratorBuilder WithMiniSound(this VideoGeneratorBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.WithSoundFrom(VideoGenerator.CreateBuilder().UseMini());
    }
}
