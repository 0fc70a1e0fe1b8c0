using LowLatencyHedger.Testing;

namespace LowLatencyHedger.Pricing.Tests;

/// <summary>
/// Hull, "Options, Futures and Other Derivatives", the chapter on Greek letters: 100,000 calls sold for 300,000 with S=49, K=50, r=5 %,
/// volatility 20 %, twenty weeks, expected return 13 %. Performance is the standard deviation of the present value of the hedging cost over
/// the value of the options. And the two figures of E. Derman and M. Kamal, "When you cannot hedge continuously" (1999).
/// </summary>
public sealed class HullDeltaHedgingTests
{
    private const double Spot = 49;
    private const double Strike = 50;
    private const double Rate = 0.05;
    private const double Volatility = 0.20;
    private const double Drift = 0.13;
    private const int Weeks = 20;
    private const double Years = Weeks / 52.0;
    private const int Paths = 40_000;

    private static readonly double[] s_inTheMoney =
    [
        49, 48.12, 47.37, 50.25, 51.75, 53.12, 53, 51.87, 51.38, 53, 49.88, 48.5, 49.88, 50.37, 52.13, 51.88, 52.87, 54.87, 54.62, 55.87, 57.25,
    ];

    private static readonly double[] s_outOfTheMoney =
    [
        49, 49.75, 52, 50, 48.38, 48.25, 48.75, 49.63, 48.25, 48.25, 51.12, 51.5, 49.88, 49.88, 48.75, 47.5, 48, 46.25, 48.13, 46.63, 48.12,
    ];

    private static double Value => Evaluate(Spot, Years).Price;

    /// <summary>The option is exercised: the shares bought for 5,263.2 thousand are sold for 5,000.</summary>
    [Fact]
    public void Replay_PathIntoTheMoney_CostsThePrintedSum()
    {
        var cost = Replay(s_inTheMoney, decimals: 3);

        Near.Absolute(5_263.2, cost, 0.05);
        Near.Absolute(263.2, cost - (100 * Strike), 0.05);
        Near.Absolute(263.3, cost - (100 * Strike), 0.15, "Hull's own figure");
    }

    [Fact]
    public void Replay_PathOutOfTheMoney_CostsThePrintedSum()
    {
        Near.Absolute(256.2, Replay(s_outOfTheMoney, decimals: 3), 0.05);
        Near.Absolute(256.5, Replay(s_outOfTheMoney, decimals: 15), 0.05);
        Near.Absolute(256.6, Replay(s_outOfTheMoney, decimals: 3), 0.5, "Hull's own figure");
    }

    /// <summary>Weeks between two hedges, Hull's row (of his 1,000 trials), and 200,000 paths.</summary>
    [Theory]
    [InlineData(5.0, .43, .4143)]
    [InlineData(4.0, .39, .3736)]
    [InlineData(2.0, .26, .2688)]
    [InlineData(1.0, .19, .1929)]
    [InlineData(0.5, .14, .1374)]
    [InlineData(0.25, .09, .0978)]
    public void Performance_DeltaHedge_IsThatOfTheTable(double weeks, double hull, double simulated)
    {
        var steps = (int)(Weeks / weeks);
        var (mean, deviation) = Simulate(
            Seeds.For(nameof(Performance_DeltaHedge_IsThatOfTheTable), 1401), steps, (spot, years) => Evaluate(spot, years).Delta);

        Near.Relative(simulated, deviation / Value, 0.015, "simulated");
        Near.Absolute(hull, deviation / Value, (0.08 * hull) + 0.005, "Hull");
        Assert.InRange(mean / Value, 0.997, 1.010);
    }

    /// <summary>Cover the options whenever the price is above the strike, and else do not.</summary>
    [Theory]
    [InlineData(5.0, 1.02, 1.029)]
    [InlineData(4.0, .93, .972)]
    [InlineData(2.0, .82, .868)]
    [InlineData(1.0, .77, .820)]
    [InlineData(0.5, .76, .794)]
    [InlineData(0.25, .76, .782)]
    public void Performance_StopLoss_IsThatOfTheTableAndDoesNotImprove(double weeks, double hull, double simulated)
    {
        var (_, deviation) = Simulate(
            Seeds.For(nameof(Performance_StopLoss_IsThatOfTheTableAndDoesNotImprove), 1402),
            (int)(Weeks / weeks),
            (spot, _) => spot > Strike ? 1.0 : 0.0);

        Near.Relative(simulated, deviation / Value, 0.015, "simulated");
        Near.Absolute(hull, deviation / Value, (0.08 * hull) + 0.005, "Hull");
    }

    /// <summary>An option at the money for a month, volatility 20 %, no rate: the rule's error of replication and the simulated one.</summary>
    [Theory]
    [InlineData(21, .4452, .4282)]
    [InlineData(84, .2226, .2188)]
    public void ReplicationError_DermanAndKamal_IsThatOfTheTable(int hedges, double rule, double simulated)
    {
        const double Month = 1.0 / 12.0;
        var random = new Random(Seeds.For(nameof(ReplicationError_DermanAndKamal_IsThatOfTheTable), 1403));
        Black76.Evaluate(new OptionInput(OptionKind.Call, 100, 100, Month, 0.2), out var start);
        var step = Month / hedges;
        var (sum, squares) = (0.0, 0.0);
        for (var path = 0; path < Paths; path++)
        {
            var spot = 100.0;
            var profit = start.Price;
            for (var i = 0; i < hedges; i++)
            {
                Black76.Evaluate(new OptionInput(OptionKind.Call, spot, 100, Month - (i * step), 0.2), out var greeks);
                var next = spot * Math.Exp((0.2 * Math.Sqrt(step) * Normal(random)) - (0.02 * step));
                profit += greeks.Delta * (next - spot);
                spot = next;
            }

            profit -= Math.Max(spot - 100, 0);
            sum += profit;
            squares += profit * profit;
        }

        Near.Absolute(rule, Math.Sqrt(Math.PI / 4 / hedges) * start.Vega * 0.2, 1e-4, "rule");
        Near.Relative(simulated, Math.Sqrt((squares / Paths) - Math.Pow(sum / Paths, 2)), 0.015, "simulated");
        Near.Absolute(0.0, sum / Paths, 5 * simulated / Math.Sqrt(Paths), "mean");
    }

    /// <summary>Weekly trades, in thousands to one decimal, interest on what was spent before; the shares at the end are kept.</summary>
    private static double Replay(double[] path, int decimals)
    {
        var (held, cost) = (0.0, 0.0);
        for (var week = 0; week < path.Length; week++)
        {
            var delta = week == Weeks ? (path[week] > Strike ? 1.0 : 0.0) : Evaluate(path[week], (Weeks - week) / 52.0).Delta;
            var wanted = Math.Round(delta, decimals);
            var isRounded = decimals < 15;
            var trade = 100 * (wanted - held) * path[week];
            var interest = cost * Rate / 52;
            cost += isRounded ? Math.Round(trade, 1) + Math.Round(interest, 1) : trade + interest;
            held = wanted;
        }

        return cost;
    }

    /// <summary>Mean and standard deviation of the present value of the cost per option of hedging one sold.</summary>
    private static (double Mean, double Deviation) Simulate(int seed, int steps, Func<double, double, double> hedge)
    {
        var random = new Random(seed);
        var step = Years / steps;
        var (sum, squares) = (0.0, 0.0);
        for (var path = 0; path < Paths; path++)
        {
            var (spot, held, cost) = (Spot, 0.0, 0.0);
            for (var i = 0; i < steps; i++)
            {
                var wanted = hedge(spot, Years - (i * step));
                cost += (wanted - held) * spot * Math.Exp(-Rate * i * step);
                held = wanted;
                spot *= Math.Exp(((Drift - (0.5 * Volatility * Volatility)) * step) + (Volatility * Math.Sqrt(step) * Normal(random)));
            }

            // What is held is sold; an exercised option takes the difference to the strike.
            cost += (Math.Max(spot - Strike, 0) - (held * spot)) * Math.Exp(-Rate * Years);
            sum += cost;
            squares += cost * cost;
        }

        var mean = sum / Paths;
        return (mean, Math.Sqrt((squares / Paths) - (mean * mean)));
    }

    private static Greeks Evaluate(double spot, double years)
    {
        GeneralisedBlackScholes.Evaluate(new CarryInput(OptionKind.Call, spot, Strike, years, Volatility, Rate, Rate), out var greeks);
        return greeks;
    }

    private static double Normal(Random random) => NormalDistribution.Inverse(1 - random.NextDouble());
}
