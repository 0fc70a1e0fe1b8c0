using LowLatencyHedger.Backtest.Laboratory;

namespace LowLatencyHedger.Backtest.Tests.Laboratory;

/// <summary>
/// The table of certainty equivalents with fixed costs, which was measured with another program on 6,000 paths without control variates.
/// That sample has a standard error of 2.0 to 2.5 % of each figure, common to the policies, as all walk the same paths.
/// </summary>
public sealed class TwoThresholdTableTests
{
    private const double Tolerance = 0.04;

    /// <summary>Of the published figures of the two-threshold policy, per cent of the premium, by fixed cost.</summary>
    private static readonly double[] s_publishedErrors = [0.087, 0.100, 0.120, 0.179];

    private static readonly double[] s_two = [-3.509, -4.251, -5.344, -8.774];
    private static readonly double[] s_twoTrades = [519, 57, 36, 21];
    private static readonly double[] s_centre = [-4.174, -4.550, -5.684, -11.814];
    private static readonly double[] s_fixedOnly = [double.NaN, -4.888, -5.484, -8.600];

    /// <summary>The first two seeds, of which the second is run when asked for; with control variates 4,000 paths have an error below 0.7 %.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2, Explicit = true)]
    public void CertaintyEquivalent_OfPublishedGrid_IsThePublishedOne(int seed)
    {
        var rows = Experiments.FixedCostTable(seed);

        for (var i = 0; i < Experiments.FixedCosts.Count; i++)
        {
            var (own, toCentre, fixedOnly) = (rows[3 * i], rows[(3 * i) + 1], rows[(3 * i) + 2]);
            Tell("two-threshold", own, s_two[i]);
            Tell("to the centre", toCentre, s_centre[i]);
            Experiments.Near(s_centre[i], 100 * toCentre.CertaintyEquivalentOverPremium, Tolerance, "to the centre");
            Assert.Equal(s_twoTrades[i], own.Trades, (Tolerance * s_twoTrades[i]) + 0.5);
            Assert.InRange(Math.Abs((100 * own.CertaintyEquivalentOverPremium) - s_two[i]), 0, 2 * s_publishedErrors[i]);
            if (i > 0)
            {
                Tell("fixed cost alone", fixedOnly, s_fixedOnly[i]);
                Experiments.Near(s_fixedOnly[i], 100 * fixedOnly.CertaintyEquivalentOverPremium, Tolerance, "fixed cost alone");
            }

            // At the two smallest fixed costs the published sample is off by as much as the tolerance itself, see BACKTEST.md.
            if (i > 1)
            {
                Experiments.Near(s_two[i], 100 * own.CertaintyEquivalentOverPremium, Tolerance, "two-threshold");
            }
        }
    }

    private static void Tell(string what, LabRow row, double published)
    {
        var premium = row.CertaintyEquivalent / row.CertaintyEquivalentOverPremium;
        Console.WriteLine(
            $"{what}: {row.CertaintyEquivalentOverPremium:P3} ± {row.CertaintyEquivalentError / premium:P3}, {row.Trades:F1} trades; "
            + $"published {published}, {(100 * row.CertaintyEquivalentOverPremium / published) - 1:P1}");
    }
}
