using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Core.Hedging.Instruments;
using LowLatencyHedger.Pricing;
using LowLatencyHedger.Testing;

namespace LowLatencyHedger.Core.Tests.Hedging.Instruments;

public sealed class RiskFactorsTests
{
    private const double Forward = 60_000;

    /// <summary>The twin: the option revalued at moved prices and volatilities.</summary>
    [Theory]
    [InlineData(OptionKind.Call, 62_000, 7)]
    [InlineData(OptionKind.Put, 55_000, 30)]
    [InlineData(OptionKind.Call, 90_000, 180)]
    public void AddOption_AnyOption_EqualsRevaluation(OptionKind kind, double strike, double days)
    {
        FactorLoads loads = default;
        Assert.True(RiskFactors.AddOption(Input(0, 0), -3, 0.1, ref loads, out var greeks));
        const double Step = 0.01;
        var scale = Math.Sqrt(30 / days);
        var gamma = -3 * (Value(Step, 0) - (2 * Value(0, 0)) + Value(-Step, 0)) / (2 * Step * Step);
        var vega = -3 * scale * (Value(0, Step) - Value(0, -Step)) / (2 * Step);
        var vanna = -3 * scale * (Value(Step, Step) - Value(-Step, Step) - Value(Step, -Step) + Value(-Step, -Step)) / (4 * Step * Step);
        Assert.Equal(0, loads[0]);
        Assert.Equal(gamma, loads[1], 1e-3 + (1e-4 * Math.Abs(gamma)));
        Assert.Equal(vega, loads[2], 1e-4 * Math.Abs(vega));
        Assert.Equal(vanna, loads[3], 1e-3 + (1e-3 * Math.Abs(vanna)));
        Assert.Equal(-3 * (Value(-10, 0) - Value(0, 0)), loads[4], 1e-9);
        Assert.Equal(Value(0, 0), greeks.Price, 1e-9);

        OptionInput Input(double percent, double points) =>
            new(kind, Forward * (1 + (percent / 100)), strike, days / 365, 0.6 + (points / 100));

        double Value(double percent, double points)
        {
            Black76.Evaluate(Input(percent, points), out var at);
            return at.Price;
        }
    }

    [Fact]
    public void AddOption_NoVolatilityKnown_IsRefused()
    {
        FactorLoads loads = default;
        Assert.False(RiskFactors.AddOption(new OptionInput(OptionKind.Call, Forward, Forward, 0.1, double.NaN), 1, 0.1, ref loads, out _));
    }

    /// <summary>The twin: the moves themselves, drawn.</summary>
    [Fact]
    public void SetCovariances_DrawnMoves_HaveThem()
    {
        var settings = new SettingValues(new CoreConfig
        {
            Underlyings = [new UnderlyingConfig { HedgeProgram = new HedgeProgramSettings { VolPointsPerDay = 2, Correlation = -0.5, GapsPerYear = 73 } }],
        });
        var program = new HedgeProgram();
        RiskFactors.SetCovariances(program, 0.6, settings, 0);
        var random = new Random(Seeds.For(nameof(SetCovariances_DrawnMoves_HaveThem), 91));
        const int Days = 400_000;
        var sums = new double[RiskFactors.Count];
        var products = new double[RiskFactors.Count, RiskFactors.Count];
        for (var day = 0; day < Days; day++)
        {
            Normals(random, out var first, out var second);
            var price = 100 * 0.6 / Math.Sqrt(365) * first;
            var vol = 2 * ((-0.5 * first) + (Math.Sqrt(0.75) * second));
            double[] moves = [price, price * price, vol, price * vol, random.NextDouble() < 0.2 ? 1 : 0];
            for (var i = 0; i < moves.Length; i++)
            {
                sums[i] += moves[i];
                for (var k = 0; k < moves.Length; k++)
                {
                    products[i, k] += moves[i] * moves[k];
                }
            }
        }

        // One unit of a factor at a time against one of another: the slope of the problem is their covariance. Gaps at most once a day, uncentred.
        for (var i = 0; i < RiskFactors.Count; i++)
        {
            for (var k = 0; k < RiskFactors.Count; k++)
            {
                var isGap = i == 4 && k == 4;
                var drawn = (products[i, k] / Days) - (isGap ? 0 : sums[i] / Days * sums[k] / Days);
                var scale = Math.Sqrt(products[i, i] * products[k, k]) / Days;
                Assert.Equal(drawn / scale, Covariance(program, i, k) / scale, 0.02);
            }
        }
    }

    private static double Covariance(HedgeProgram program, int factor, int other)
    {
        program.Exposures.Clear();
        program.Exposures[factor] = -1;
        program.Legs[0] = new HedgeLeg { Impact = 1e6, Lower = -1, Upper = 1 };
        program.Legs[0].Factors[other] = 1;
        Assert.True(program.Solve(1, RiskFactors.Count, 1));
        var own = program.Legs[0].Trade;
        program.Exposures[factor] = 0;
        program.Exposures[other] = -1;
        Assert.True(program.Solve(1, RiskFactors.Count, 1));
        var ownVariance = program.Legs[0].Trade * 1e6 / (1 - program.Legs[0].Trade);
        return own * (1e6 + ownVariance);
    }

    private static void Normals(Random random, out double first, out double second)
    {
        var radius = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()));
        var angle = 2 * Math.PI * random.NextDouble();
        first = radius * Math.Cos(angle);
        second = radius * Math.Sin(angle);
    }
}
