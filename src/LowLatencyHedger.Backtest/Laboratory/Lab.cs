using LowLatencyHedger.Core.Hedging.Policies;
using LowLatencyHedger.Pricing;

namespace LowLatencyHedger.Backtest.Laboratory;

/// <summary>
/// The laboratory: every policy along the same paths, each with its own account. A path belongs to its number and the sums are taken in
/// the order of the numbers, so that the result is the same for any number of threads.
/// </summary>
public static class Lab
{
    private const int PathsPerPiece = 64;

    /// <summary>The value at which the option is traded at the start.</summary>
    public static double Premium(LabSettings settings)
    {
        var input = new CarryInput(
            settings.Kind, settings.Spot, settings.Strike, settings.Years, settings.Volatility, settings.Rate, settings.Rate);
        if (settings.Model == PathModel.Gbm)
        {
            GeneralisedBlackScholes.Evaluate(input, out var greeks);
            return greeks.Price;
        }

        JumpDiffusion.Evaluate(input, settings.Jumps, out var jumpGreeks);
        return jumpGreeks.Price;
    }

    /// <summary>Ten minutes; for clocks alone the longest time that has all their hedges in its steps.</summary>
    public static double UsualCheckMinutes(IReadOnlyList<PolicySpec> policies)
    {
        if (policies.Any(policy => policy.Kind is not (PolicyKind.Clock or PolicyKind.Leland or PolicyKind.None)))
        {
            return 10;
        }

        var seconds = policies.Select(policy => (long)Math.Round(3_600 * policy.Parameters.Hours)).Aggregate(0L, Divisor);
        return seconds > 0 ? seconds / 60.0 : 10;

        static long Divisor(long left, long right) => right == 0 ? left : Divisor(right, left % right);
    }

    /// <param name="settings">Valid ones.</param>
    /// <param name="policies">At least one.</param>
    /// <param name="progress">Called now and then with the number of paths that are done, from any thread.</param>
    /// <param name="cancelled">Ends it early, with what is done.</param>
    /// <exception cref="ArgumentException">The settings are not valid.</exception>
    public static LabResult Run(
        LabSettings settings, IReadOnlyList<PolicySpec> policies, Action<int>? progress = null, CancellationToken cancelled = default) =>
        Run(settings, [.. policies.Select(policy => (settings, policy))], progress, cancelled);

    /// <summary>
    /// The same with costs and aversion of their own for each policy; the paths are the first so many
    /// of those of <paramref name="settings"/>.
    /// </summary>
    internal static LabResult Run(
        LabSettings settings, IReadOnlyList<(LabSettings Costs, PolicySpec Policy)> policies, Action<int>? progress = null,
        CancellationToken cancelled = default)
    {
        if (settings.Validate() is [var problem, ..])
        {
            throw new ArgumentException(problem, nameof(settings));
        }

        var premium = Premium(settings);
        var outcomes = new HedgedPath[policies.Count][];
        for (var i = 0; i < outcomes.Length; i++)
        {
            outcomes[i] = new HedgedPath[settings.Paths];
        }

        var controls = settings.HasControls ? new PathControls[settings.Paths] : [];
        var done = Walk(settings, policies, premium, outcomes, controls, progress, cancelled);
        var known = settings.HasControls ? controls.AsMemory(0, done) : default;
        var rows = policies.Select((one, i) =>
        {
            var paths = Math.Min(done, one.Costs.Paths);
            return Row(one.Policy, one.Costs, premium, outcomes[i].AsSpan(0, paths), known.IsEmpty ? default : known.Span[..paths]);
        });
        return new LabResult(settings, premium, done, [.. rows]);
    }

    /// <summary>What the paths of one policy come to; without controls plain averages.</summary>
    internal static LabRow Row(
        PolicySpec policy, LabSettings settings, double premium, ReadOnlySpan<HedgedPath> paths, ReadOnlySpan<PathControls> controls)
    {
        var growth = Math.Exp(settings.Rate * settings.Years);
        var (cost, costError) = ControlVariates.Mean(paths, controls, path => path.Cost);
        var (profit, _) = ControlVariates.Mean(paths, controls, path => path.Profit);
        var (variance, varianceError) = ControlVariates.Mean(paths, controls, path => (path.Profit - profit) * (path.Profit - profit));
        var deviation = Math.Sqrt(Math.Max(variance, 0));
        var least = double.PositiveInfinity;
        foreach (ref readonly var path in paths)
        {
            least = Math.Min(least, path.Profit);
        }

        // Relative to the worst path, so that no exponential overflows.
        var (disutility, disutilityError) = ControlVariates.Mean(
            paths, controls, path => Math.Exp(-settings.Aversion * growth * (path.Profit - least)));
        var certain = (growth * least) - (Math.Log(disutility) / settings.Aversion);
        return new LabRow
        {
            Policy = policy.ToString(),
            MeanCost = cost,
            MeanCostError = costError,
            MeanCostOverPremium = cost / premium,
            MeanHedgingCost = settings.IsLong ? premium + profit : premium - profit,
            Sd = growth * deviation,
            SdError = deviation > 0 ? growth * varianceError / (2 * deviation) : 0,
            SdOverPremium = growth * deviation / premium,
            Trades = ControlVariates.Mean(paths, controls, path => path.Trades).Mean,
            CertaintyEquivalent = certain,
            CertaintyEquivalentError = disutilityError / (disutility * settings.Aversion),
            CertaintyEquivalentOverPremium = certain / premium,
            Performance = deviation / premium,
        };
    }

    /// <summary>Returns how many paths, counted from the first, are done.</summary>
    private static int Walk(
        LabSettings settings, IReadOnlyList<(LabSettings Costs, PolicySpec Policy)> policies, double premium, HedgedPath[][] outcomes,
        PathControls[] controls, Action<int>? progress, CancellationToken cancelled)
    {
        var pieces = (settings.Paths + PathsPerPiece - 1) / PathsPerPiece;
        var isDone = new bool[pieces];
        var next = -1;
        var finished = 0;
        var workers = Enumerable.Range(0, Math.Clamp(settings.Threads, 1, pieces)).Select(_ => new Thread(Work)).ToList();
        workers.ForEach(worker => worker.Start());
        workers.ForEach(worker => worker.Join());
        var whole = Array.IndexOf(isDone, false);
        return whole < 0 ? settings.Paths : whole * PathsPerPiece;

        void Work()
        {
            var path = new MarketPath(settings);
            var walks = policies.Select(one => new PathWalk(one.Costs, premium)).ToArray();
            var starts = policies.Select(one => one.Policy.Start()).ToArray();
            var twins = policies.Select((_, i) => Twin(policies, i)).ToArray();
            for (var piece = Interlocked.Increment(ref next); piece < pieces; piece = Interlocked.Increment(ref next))
            {
                if (cancelled.IsCancellationRequested)
                {
                    return;
                }

                var last = Math.Min((piece + 1) * PathsPerPiece, settings.Paths);
                for (var number = piece * PathsPerPiece; number < last; number++)
                {
                    var random = new RandomStream((ulong)settings.Seed, (ulong)number);
                    path.Draw(settings.Spot, ref random);
                    if (controls.Length > 0)
                    {
                        controls[number] = new PathControls(path.Residual, path.GammaExcess, path.GammaPowerExcess);
                    }

                    for (var i = 0; i < starts.Length; i++)
                    {
                        if (number >= policies[i].Costs.Paths)
                        {
                            continue;
                        }

                        outcomes[i][number] = twins[i] < i
                            ? outcomes[twins[i]][number].At(policies[i].Costs.FixedCost - policies[twins[i]].Costs.FixedCost)
                            : walks[i].Run(path, starts[i], random);
                    }
                }

                isDone[piece] = true;
                progress?.Invoke(Interlocked.Add(ref finished, last - (piece * PathsPerPiece)));
            }
        }
    }

    /// <summary>
    /// The first entry that makes the same trades as one, perhaps itself: without interest and for a policy that does not look at the fixed
    /// cost, two fixed costs differ in the account alone.
    /// </summary>
    private static int Twin(IReadOnlyList<(LabSettings Costs, PolicySpec Policy)> policies, int i)
    {
        var (costs, policy) = policies[i];
        var isBlind = policy.Kind is not (PolicyKind.TwoThreshold or PolicyKind.GammaClock)
            && policy.Parameters.SlackUsdPerDay == 0
            && costs.Rate == 0;
        var name = policy.ToString();
        for (var j = 0; j < i; j++)
        {
            var other = policies[j].Costs;
            if (policies[j].Policy.ToString() == name
                && other.Paths >= costs.Paths
                && (isBlind || other.FixedCost == costs.FixedCost)
                && other with { FixedCost = costs.FixedCost, Paths = costs.Paths } == costs)
            {
                return j;
            }
        }

        return i;
    }
}
