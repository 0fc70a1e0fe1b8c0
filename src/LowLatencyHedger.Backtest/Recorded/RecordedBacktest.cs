using LowLatencyHedger.Core.Hedging.Policies;

namespace LowLatencyHedger.Backtest.Recorded;

/// <summary>A backtest: every policy on the same market with the same book, each with a core of its own.</summary>
public sealed class RecordedBacktest
{
    /// <summary>Of <see cref="SweepLatency"/>, milliseconds.</summary>
    public static readonly double[] Latencies = [0.01, 0.1, 1, 10, 100, 1_000, 4_000];

    private readonly BacktestSettings _settings;
    private readonly ChainMarket _market;

    /// <exception cref="ArgumentException">The settings are not valid.</exception>
    /// <exception cref="IOException">The recordings are not there.</exception>
    public RecordedBacktest(BacktestSettings settings)
    {
        if (settings.Validate() is [var problem, ..])
        {
            throw new ArgumentException(problem, nameof(settings));
        }

        _settings = settings;
        _market = ChainMarket.Load(settings);
    }

    /// <summary>Steps of one policy.</summary>
    public int Steps => _market.UtcNanos.Length;

    /// <param name="progress">Called with the number of further steps, from any thread.</param>
    /// <param name="cancelled">Ends every policy at the step that it has reached; what is there is whole and says how far it goes.</param>
    public BacktestResult Run(Action<int>? progress = null, CancellationToken cancelled = default) =>
        new(_settings, RunAll(_settings.Policies.Select(policy => (_settings, policy)), progress, cancelled));

    /// <summary>The first policy at each of <see cref="Latencies"/>.</summary>
    public IReadOnlyList<(double LatencyMillis, PolicyResult Result)> SweepLatency(Action<int>? progress = null, CancellationToken cancelled = default)
    {
        var runs = Latencies.Select(latency => (_settings with { LatencyMillis = latency }, _settings.Policies[0]));
        return [.. Latencies.Zip(RunAll(runs, progress, cancelled))];
    }

    private PolicyResult[] RunAll(
        IEnumerable<(BacktestSettings Settings, string Policy)> runs, Action<int>? progress, CancellationToken cancelled)
    {
        var results = runs
            .AsParallel()
            .AsOrdered()
            .WithDegreeOfParallelism(Math.Min(Environment.ProcessorCount, 16))
            .WithMergeOptions(ParallelMergeOptions.FullyBuffered)
            .Select(run =>
                PolicySpec.TryParse(run.Policy, out var spec, out var error)
                    ? new PolicyRun(run.Settings, _market, spec).Run(progress, cancelled)
                    : throw new ArgumentException(error));
        return [.. results];
    }
}
