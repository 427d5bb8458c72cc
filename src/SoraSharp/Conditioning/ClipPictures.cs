using SoraSharp.Models.Backends;
using SoraSharp.Models.Clip;
using SoraSharp.Models.Tensors;
using SoraSharp.Stages;

namespace SoraSharp.Conditioning;

/// <summary>Turns pictures into the tokens that Wan 2.1's image-to-video attends to. Thread-safe.</summary>
/// <param name="processor">Brings them to what the encoder takes.</param>
/// <param name="encoder">The encoder.</param>
/// <param name="sessions">Its function.</param>
internal sealed class ClipPictures(ClipImageProcessor processor, ClipVisionEncoder encoder, NetworkSessions sessions)
{
    /// <summary>[tokens, features].</summary>
    public TokenFeatures Encode(RgbImage picture, CancellationToken cancellationToken)
    {
        HostTensor states = sessions.Run("encode", encoder.Encode, new Dictionary<string, HostTensor> { [ClipVisionEncoder.Pixels] = processor.Process(picture) }, cancellationToken)[ClipVisionEncoder.HiddenStates];
        return new(states.Floats, (int)states.Shape[1], (int)states.Shape[2]);
    }
}
