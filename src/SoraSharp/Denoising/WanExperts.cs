using SoraSharp.Models.Backends;
using SoraSharp.Models.Wan;

namespace SoraSharp.Denoising;

/// <summary>One of Wan's transformers and its sessions.</summary>
/// <param name="Transformer">The network.</param>
/// <param name="Sessions">Its functions, loaded when they are first run.</param>
/// <param name="Weights">Where its weights are stored.</param>
internal sealed record WanExpert(WanTransformer Transformer, NetworkSessions Sessions, IWeightSource Weights);

/// <summary>
/// Wan's transformer, or its two: one for timesteps from a boundary on and one below it (2.2 A14B). Timesteps fall, so a run goes from the
/// first to the second once, at the boundary; there the first one's memory is given back before the second is loaded. Thread-safe.
/// Source: diffusers <c>pipeline_wan.py</c>, <c>boundary_ratio</c>.
/// </summary>
/// <param name="high">The transformer, of high noise where there are two.</param>
/// <param name="low">The transformer of low noise, or null.</param>
/// <param name="boundary">The timestep from which the first one is used.</param>
/// <param name="keepsBoth">Whether both stay loaded.</param>
internal sealed class WanExperts(WanExpert high, WanExpert? low, double boundary, bool keepsBoth)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<WanExpert, int> _runs = [];

    /// <summary>What both have in common.</summary>
    public WanTransformer Transformer => high.Transformer;

    /// <summary>Whether a timestep is the second one's.</summary>
    public bool IsLow(double timestep) => low is not null && timestep < boundary;

    /// <summary>A run's place; disposed when it ends.</summary>
    public Turn Begin() => new(this);

    private WanExpert At(float timestep) => low is not null && IsLow(timestep) ? low : high;

    /// <summary>Counts a run from one expert to another, and releases the one that no run is at.</summary>
    private void Move(WanExpert? from, WanExpert? to)
    {
        lock (_gate)
        {
            if (from is not null) _runs[from]--;
            if (to is null) return;
            _runs[to] = _runs.GetValueOrDefault(to) + 1;
            WanExpert? other = to == high ? low : high;
            if (!keepsBoth && other is not null && _runs.GetValueOrDefault(other) == 0) other.Sessions.Release();
        }
    }

    /// <summary>Where one run is. Used by one thread at a time.</summary>
    public sealed class Turn(WanExperts experts) : IDisposable
    {
        private WanExpert? _at;

        /// <summary>The expert of a timestep.</summary>
        public WanExpert Of(float timestep)
        {
            WanExpert wanted = experts.At(timestep);
            if (wanted != _at)
            {
                experts.Move(_at, wanted);
                _at = wanted;
            }

            return wanted;
        }

        public void Dispose()
        {
            experts.Move(_at, null);
            _at = null;
        }
    }
}
