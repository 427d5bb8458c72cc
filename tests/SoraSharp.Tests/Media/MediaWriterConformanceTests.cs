using SoraSharp.Media;
using SoraSharp.Stages;

namespace SoraSharp.Tests.Media;

public class Mp4WriterConformance : MediaWriterConformance
{
    protected override string Extension => ".mp4";

    protected override IMediaWriter Create() => new FfmpegMediaWriter();
}

public class WebMWriterConformance : MediaWriterConformance
{
    protected override string Extension => ".webm";

    protected override IMediaWriter Create() => new FfmpegMediaWriter();
}

public class AnimatedWebpWriterConformance : MediaWriterConformance
{
    protected override string Extension => ".webp";

    protected override IMediaWriter Create() => new AnimatedWebpWriter();
}

public class PngFramesWriterConformance : MediaWriterConformance
{
    protected override string Extension => ".frames";

    protected override IMediaWriter Create() => new PngFramesWriter();
}

public class WavWriterConformance : MediaWriterConformance
{
    protected override string Extension => ".wav";

    protected override IMediaWriter Create() => new WavWriter();
}
