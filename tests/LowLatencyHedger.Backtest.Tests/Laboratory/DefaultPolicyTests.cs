using LowLatencyHedger.Backtest.Laboratory;

namespace LowLatencyHedger.Backtest.Tests.Laboratory;

/// <summary>
/// What the default policy promises: half the clock's noise at the clock's cost, and near the best whatever an order costs.
/// </summary>
public sealed class DefaultPolicyTests
{
    [Fact]
    public void Noise_AtEqualMeanCost_IsAtMostSixtyPerCentOfTheClocks()
    {
        foreach (var row in Experiments.DefaultRows)
        {
            var clock = NoiseAt(row.MeanCost, Experiments.ClockRows);
            Console.WriteLine(
                $"{row.Policy}: cost {row.MeanCostOverPremium:P2}, sd {row.SdOverPremium:P2}, the clock's {clock:P2}, "
                + $"ratio {row.SdOverPremium / clock:F3}");
            Assert.True(row.SdOverPremium <= 0.60 * clock, $"{row.Policy}: {row.SdOverPremium / clock:F3} of the clock's");
        }
    }

    /// <summary>Every policy of the published grid and some that were not in it, on common paths.</summary>
    [Fact]
    public void CertaintyEquivalent_WithFixedCosts_IsWithinThreePerCentOfTheBest()
    {
        foreach (var (fixedCost, rows) in Experiments.FixedCosts.Zip(Experiments.Rivals.Chunk(11)))
        {
            var own = rows[0].CertaintyEquivalentOverPremium;
            var best = Enumerable.Range(1, rows.Length - 1).MaxBy(i => rows[i].CertaintyEquivalent);
            var name = best == rows.Length - 1 ? "fixed cost alone" : rows[best].Policy;
            Console.WriteLine(
                $"fixed cost {fixedCost}: {own:P3} with {rows[0].Trades:F0} trades; best other {name} "
                + $"{rows[best].CertaintyEquivalentOverPremium:P3}");
            Assert.True(own >= 1.03 * rows[best].CertaintyEquivalentOverPremium, $"{name} is better at {fixedCost}");
        }
    }

    /// <summary>Of a frontier at a cost: a straight line between its points, in logarithms.</summary>
    private static double NoiseAt(double cost, List<LabRow> frontier)
    {
        var after = frontier.Where(row => row.MeanCost >= cost).MinBy(row => row.MeanCost)!;
        var before = frontier.Where(row => row.MeanCost <= cost).MaxBy(row => row.MeanCost) ?? after;
        if (before == after)
        {
            (before, after) = (frontier.OrderBy(row => row.MeanCost).First(), frontier.OrderBy(row => row.MeanCost).Skip(1).First());
        }

        var part = Math.Log(cost / before.MeanCost) / Math.Log(after.MeanCost / before.MeanCost);
        return Math.Exp(((1 - part) * Math.Log(before.SdOverPremium)) + (part * Math.Log(after.SdOverPremium)));
    }
}
