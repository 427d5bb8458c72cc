using SoraSharp.Guidance;
using SoraSharp.Stages;
using SoraSharp.Tests.Memory;
using Xunit;

namespace SoraSharp.Tests.Guidance;

/// <summary>What guidance costs: every run of the transformer is counted, with its rows.</summary>
public sealed class EvaluationCountTests
{
    private static readonly GuidanceScales s_all = new() { Text = 3, Perturbation = 1, Modality = 3, Rescale = 0.7 };
    private static readonly GuidanceScales s_off = new() { Text = 1, Perturbation = 0, Modality = 1, Rescale = 0 };
    private static readonly VideoRequest s_request = TinyCheckpoints.Request.WithSteps(4);

    [Fact]
    public async Task A_distilled_checkpoint_costs_one_evaluation_a_step()
    {
        WatchedBackend backend = new();
        using VideoGenerator generator = VideoGenerator.CreateBuilder().UseCheckpoint(TinyCheckpoints.Ltx23, TinyCheckpoints.Options with { IsDistilled = true }).UseBackend(backend).Build();

        GeneratedVideo video = await generator.GenerateAsync(TinyCheckpoints.Request with { Steps = null });

        Assert.Equal("1 1 1 1 1 1 1 1", Rows(backend));
        Assert.Equal([1, 0.99375, 0.9875, 0.98125, 0.975, 0.909375, 0.725, 0.421875], video.Shots[0].Sigmas!);
        // Nobody needs the negative prompt either.
        Assert.Single(backend.Runs, r => r.Function.Name == "text_encoder.encode");
    }

    [Fact]
    public async Task All_terms_cost_four_evaluations_a_step_two_of_them_as_one_batch()
    {
        Assert.Equal("2 1 1 2 1 1 2 1 1 2 1 1", await RunAsync(s_request.WithGuidance(s_all)));
    }

    [Fact]
    public async Task Terms_of_either_modality_are_evaluated_and_no_others()
    {
        Assert.Equal("1 1 1 1", await RunAsync(s_request.WithGuidance(s_off)));
        Assert.Equal("2 2 2 2", await RunAsync(s_request.WithGuidance(s_off, s_off with { Text = 7 })));
        Assert.Equal("1 1 1 1 1 1 1 1", await RunAsync(s_request.WithGuidance(s_off with { Modality = 3 }, s_off)));
    }

    [Fact]
    public async Task Rescaling_alone_costs_nothing() => Assert.Equal("1 1 1 1", await RunAsync(s_request.WithGuidance(s_off with { Rescale = 0.7 })));

    [Fact]
    public async Task A_schedule_saves_the_evaluations_of_steps_where_it_is_zero()
    {
        IGuider[] guiders = [new GuidanceSchedule(new ClassifierFreeGuider(), 1, 0.5, 0, 0), new GuidanceWindow(new ModalityGuider(), 0.5)];

        Assert.Equal("2 2 1 1 1 1", await RunAsync(s_request.WithGuidance(s_all), guiders));
    }

    private static async Task<string> RunAsync(VideoRequest request, params IGuider[] guiders)
    {
        WatchedBackend backend = new();
        VideoGeneratorBuilder builder = TinyCheckpoints.Builder.UseBackend(backend);
        using VideoGenerator generator = (guiders.Length > 0 ? builder.UseGuiders(guiders) : builder).Build();
        await generator.GenerateAsync(request);
        return Rows(backend);
    }

    private static string Rows(WatchedBackend backend) => string.Join(' ', backend.Runs.Where(r => r.Function.Name == "transformer.denoise").Select(r => r.Axes["batch"]));
}
