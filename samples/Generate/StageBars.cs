using SoraSharp;
using Spectre.Console;

namespace Generate;

/// <summary>A bar for every stage, filled as the stages report.</summary>
internal sealed class StageBars(ProgressContext context) : IProgress<GenerationProgress>
{
    private ProgressTask? _bar;
    private GenerationStage _stage;

    public void Report(GenerationProgress value)
    {
        if (_bar is null || _stage != value.Stage)
        {
            if (_bar is not null) _bar.Value = _bar.MaxValue;
            _bar = context.AddTask(value.Stage.ToString());
            _stage = value.Stage;
        }

        _bar.MaxValue = value.Steps;
        _bar.Value = value.Step;
    }
}
