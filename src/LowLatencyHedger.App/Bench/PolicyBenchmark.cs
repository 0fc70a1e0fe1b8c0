using LowLatencyHedger.Core.Hedging.Instruments;
using LowLatencyHedger.Core.Hedging.Policies;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.App.Bench;

/// <summary>
/// A decision of each policy on a market that moves with every one, costs both proportional and fixed; the floor is the delta compared with two
/// numbers. And the choice of trades in eight instruments against five factors; its floor is one instrument against one.
/// </summary>
internal sealed class PolicyBenchmark : IBenchmark
{
    private const int Count = 512;
    private const int Solutions = 16;

    private static readonly (string Name, string Text)[] s_policies =
    [
        ("twoThreshold", "two-threshold:aversion=1e-5,max=1"),
        ("twoThresholdOfABudget", "two-threshold:slackUsdPerDay=300,max=1"),
        ("whalleyWilmott", "ww:aversion=1e-5,max=1"),
        ("zakamouline", "zakamouline:aversion=1e-5,max=1"),
        ("band", "band:width=0.5"),
        ("clock", "clock:hours=1,max=1"),
        ("leland", "leland:hours=1,max=1"),
        ("priceMove", "move:pct=1,max=1"),
        ("gammaClock", "gamma-clock:aversion=1e-5,max=1"),
    ];

    private readonly HedgeView[] _views = new HedgeView[Count];
    private readonly HedgePolicy[] _policies = new HedgePolicy[s_policies.Length];
    private readonly HedgeProgram _program = new();
    private double _sum;

    public string Name => "policy";

    public IReadOnlyList<BenchRow> Run(Rounds rounds)
    {
        var random = new Random(77);
        for (var i = 0; i < Count; i++)
        {
            _views[i] = new HedgeView
            {
                Delta = random.NextDouble() - 0.5,
                Gamma = -8e-5 * (0.5 + random.NextDouble()),
                Vanna = 0.1,
                Price = 60_000 + (100 * random.NextDouble()),
                Volatility = 0.5 + (0.2 * random.NextDouble()),
                YearsToExpiry = 0.02,
                CostFraction = 0.0004 + (0.0002 * random.NextDouble()),
                FixedCostUsd = 0.1,
                MinTradeCoins = 0.0002,
                NowNanos = i * Nanos.PerMilli,
            };
        }

        var rows = new List<BenchRow>();
        var floor = new Work("twoComparisons", Count, Compare);
        for (var i = 0; i < _policies.Length; i++)
        {
            var isPolicy = PolicySpec.TryParse(s_policies[i].Text, out var spec, out var error);
            Invariant.That(isPolicy, error);
            _policies[i] = spec.Start();
            var policy = i;
            rows.Add(rounds.Compare(new Work(s_policies[i].Name, Count, () => Decide(policy)), floor));
        }

        Fill(random);
        rows.Add(rounds.Compare(
            new Work("eightInstrumentsFiveFactors", Solutions, () => Solve(HedgeProgram.MaxInstruments, 5)),
            new Work("oneInstrumentOneFactor", Solutions, () => Solve(1, 1))));
        return rows;
    }

    private void Decide(int policy)
    {
        foreach (ref readonly var view in _views.AsSpan())
        {
            _sum += _policies[policy].Decide(view).Trade;
        }
    }

    private void Compare()
    {
        foreach (ref readonly var view in _views.AsSpan())
        {
            _sum += view.Delta > 0.3 ? 1 : view.Delta < -0.3 ? -1 : 0;
        }
    }

    private void Solve(int instruments, int factors)
    {
        for (var i = 0; i < Solutions; i++)
        {
            _program.Exposures[0] = 50 + i;
            _program.Solve(instruments, factors, 0.3);
            _sum += _program.Legs[0].Trade;
        }
    }

    /// <summary>A problem of which the answer trades in most instruments.</summary>
    private void Fill(Random random)
    {
        for (var i = 0; i < 5; i++)
        {
            _program.Exposures[i] = 100 * (random.NextDouble() - 0.5);
            for (var k = 0; k <= i; k++)
            {
                _program.SetCovariance(i, k, i == k ? 1 : 0.1);
            }
        }

        foreach (ref var leg in _program.Legs)
        {
            leg = new HedgeLeg { Cost = 0.2 + random.NextDouble(), Impact = 0.01, Lower = -1_000, Upper = 1_000 };
            for (var i = 0; i < 5; i++)
            {
                leg.Factors[i] = random.NextDouble() - 0.5;
            }
        }
    }
}
