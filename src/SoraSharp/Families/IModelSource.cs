using SoraSharp.Models.Backends;
using SoraSharp.Stages;

namespace SoraSharp.Families;

/// <summary>Where a generator's model comes from.</summary>
internal interface IModelSource
{
    /// <summary>What is wrong with it as far as can be told without opening it.</summary>
    IEnumerable<ValueError> Check();

    /// <summary>Opens it, its profile changed as the builder asks.</summary>
    VideoModel Open(INetworkBackend backend, Func<ModelProfile, ModelProfile> changeProfile);
}

/// <summary>A model that the caller opens.</summary>
internal sealed class OpenedModel(Func<INetworkBackend, VideoModel> open) : IModelSource
{
    public IEnumerable<ValueError> Check() => [];

    public VideoModel Open(INetworkBackend backend, Func<ModelProfile, ModelProfile> changeProfile)
    {
        VideoModel model = open(backend) ?? throw new InvalidOptionsException([new("model", "The function given to UseModel returned no model; return an opened one.")]);
        return model with { Profile = changeProfile(model.Profile) };
    }
}
