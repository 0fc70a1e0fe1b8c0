using LowLatencyHedger.Core.Hedging.Instruments;
using LowLatencyHedger.Pricing;
using LowLatencyHedger.Testing;

namespace LowLatencyHedger.Core.Tests.Hedging.Instruments;

public sealed class HedgeProgramTests
{
    private const double Forward = 60_000;

    /// <summary>Delta in USD a per cent, half the gamma in the square of that, vega a point scaled to 30 days.</summary>
    private static double[] Factors(OptionKind kind, double strike, double days, double volatility)
    {
        Assert.Equal(PricingStatus.Ok, Black76.Evaluate(new OptionInput(kind, Forward, strike, days / 365, volatility), out var greeks));
        return [greeks.Delta * Forward / 100, 0.5 * greeks.Gamma * Forward * Forward / 1e4, greeks.Vega / 100 * Math.Sqrt(30 / days)];
    }

    /// <summary>A book of three options; the perpetual and two calls to hedge it with.</summary>
    private static HedgeProgram Golden()
    {
        var program = new HedgeProgram();
        foreach (var (size, one) in ((double, double[])[])[
            (-50, Factors(OptionKind.Call, 65_000, 7, 0.62)),
            (-30, Factors(OptionKind.Put, 55_000, 30, 0.66)),
            (20, Factors(OptionKind.Call, 60_000, 30, 0.60))])
        {
            for (var i = 0; i < 3; i++)
            {
                program.Exposures[i] += size * one[i];
            }
        }

        Leg(program, 0, [Forward / 100, 0, 0], 30);
        Leg(program, 1, Factors(OptionKind.Call, 62_000, 7, 0.61), 18);
        Leg(program, 2, Factors(OptionKind.Call, 60_000, 30, 0.60), 22);

        // Daily: 3.14 % of the price, its square, and 3 volatility points, correlated by -0.2 with the price.
        program.SetCovariance(0, 0, 3.14 * 3.14);
        program.SetCovariance(1, 1, 2 * Math.Pow(3.14, 4));
        program.SetCovariance(2, 2, 9);
        program.SetCovariance(0, 2, -0.2 * 3.14 * 3);
        return program;
    }

    private static void Leg(HedgeProgram program, int at, double[] factors, double cost)
    {
        program.Legs[at] = new HedgeLeg { Cost = cost, Lower = -1e6, Upper = 1e6 };
        for (var i = 0; i < factors.Length; i++)
        {
            program.Legs[at].Factors[i] = factors[i];
        }
    }

    private static double Objective(HedgeProgram program, double[,] covariance, double[] trades, double aversion)
    {
        var factors = covariance.GetLength(0);
        var left = new double[factors];
        double sum = 0;
        for (var i = 0; i < factors; i++)
        {
            left[i] = program.Exposures[i];
            for (var j = 0; j < trades.Length; j++)
            {
                left[i] += trades[j] * program.Legs[j].Factors[i];
            }
        }

        for (var i = 0; i < factors; i++)
        {
            for (var k = 0; k < factors; k++)
            {
                sum += 0.5 * aversion * left[i] * covariance[i, k] * left[k];
            }
        }

        for (var j = 0; j < trades.Length; j++)
        {
            sum += (program.Legs[j].Cost * Math.Abs(trades[j])) + (0.5 * program.Legs[j].Impact * trades[j] * trades[j]);
        }

        return sum;
    }

    private static readonly double[,] s_golden = { { 3.14 * 3.14, 0, -1.884 }, { 0, 2 * 3.14 * 3.14 * 3.14 * 3.14, 0 }, { -1.884, 0, 9 } };

    [Fact]
    public void Golden_Book_HasTheGoldenExposures()
    {
        var program = Golden();
        Assert.Equal(6017.0595152, program.Exposures[0], 7);
        Assert.Equal(-493.40128241, program.Exposures[1], 8);
        Assert.Equal(-2708.49832189, program.Exposures[2], 8);
    }

    [Theory]
    [InlineData(2e-6, -6.66501, 0, 374.0545)]
    [InlineData(2e-5, -17.16659, 19.46486, 1159.5753)]
    [InlineData(2e-4, -23.74851, 37.48660, 1459.1455)]
    public void Solve_ThreeAversions_GivesTheGoldenTrades(double aversion, double perpetual, double call, double objective)
    {
        var program = Golden();
        Assert.True(program.Solve(3, 3, aversion));
        double[] trades = [program.Legs[0].Trade, program.Legs[1].Trade, program.Legs[2].Trade];
        Assert.Equal(perpetual, trades[0], 5e-6);
        Assert.Equal(call, trades[1], 5e-6);
        Assert.Equal(0, trades[2]);
        Assert.Equal(objective, Objective(program, s_golden, trades, aversion), 5e-5);
        Assert.Equal(Objective(program, s_golden, [0, 0, 0], aversion) - objective, program.Gain(), 1e-4);
    }

    [Fact]
    public void Solve_RiskBelowTheCost_StandsStill()
    {
        var program = Golden();
        Assert.True(program.Solve(3, 3, 1e-8));
        Assert.All(program.Legs[..3].ToArray(), leg => Assert.Equal(0, leg.Trade));
    }

    /// <summary>Against plain coordinate descent until nothing moves, which is slow and simple; and against its conditions.</summary>
    [Fact]
    public void Solve_RandomPrograms_IsAsGoodAsTheSlowTwin()
    {
        var random = new Random(Seeds.For(nameof(Solve_RandomPrograms_IsAsGoodAsTheSlowTwin), 5));
        var sweeps = new List<int>();
        for (var run = 0; run < 150; run++)
        {
            var (program, covariance, count, factors, aversion) = Random(random);
            Assert.True(program.Solve(count, factors, aversion));
            sweeps.Add(program.Sweeps);
            double[] trades = [.. program.Legs[..count].ToArray().Select(leg => leg.Trade)];
            var twin = Slow(program, covariance, count, aversion);
            var best = Objective(program, covariance, twin, aversion);
            Assert.True(Objective(program, covariance, trades, aversion) <= best + (1e-6 * best));
            Assert.All(Enumerable.Range(0, count), i => Assert.InRange(trades[i], program.Legs[i].Lower, program.Legs[i].Upper));
        }

        sweeps.Sort();
        Assert.True(sweeps[^8] <= 40, $"{sweeps[^8]} sweeps in one of twenty");
    }

    [Fact]
    public void RoundToLots_RandomPrograms_IsWholeAndNotWorseThanRoundingDown()
    {
        var random = new Random(Seeds.For(nameof(RoundToLots_RandomPrograms_IsWholeAndNotWorseThanRoundingDown), 6));
        for (var run = 0; run < 2_000; run++)
        {
            var (program, covariance, count, factors, aversion) = Random(random);
            Assert.True(program.Solve(count, factors, aversion));
            var lot = 0.5;
            foreach (ref var leg in program.Legs[..count])
            {
                leg.Lot = lot;
            }

            double[] down = [.. program.Legs[..count].ToArray().Select(leg => Math.Truncate(leg.Trade / lot) * lot)];
            program.RoundToLots();
            double[] trades = [.. program.Legs[..count].ToArray().Select(leg => leg.Trade)];
            Assert.All(trades, trade => Assert.Equal(0, Math.IEEERemainder(trade, lot), 9));
            var worst = Objective(program, covariance, down, aversion);
            Assert.True(Objective(program, covariance, trades, aversion) <= worst + (1e-9 * worst));
        }
    }

    [Fact]
    public void Solve_NotANumberOrAnImpossibleBound_SaysSoAndStandsStill()
    {
        foreach (var spoil in (Action<HedgeProgram>[])[
            program => program.Exposures[0] = double.NaN, program => program.Legs[0].Cost = double.NaN, program => program.Legs[0].Cost = -1,
            program => program.Legs[0].Lower = 1, program => program.Legs[0].Upper = double.NaN, program => program.Legs[1].Factors[0] = double.NaN])
        {
            var program = Golden();
            spoil(program);
            Assert.False(program.Solve(3, 3, 1e-4));
            Assert.All(program.Legs[..3].ToArray(), leg => Assert.Equal(0, leg.Trade));
        }
    }

    [Fact]
    public void Solve_ManyTimes_AllocatesNothing()
    {
        var program = Golden();
        for (var round = 0; round < 2; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 1_000; i++)
            {
                program.Solve(3, 3, 1e-6 * i);
                program.RoundToLots();
            }

            Assert.True(round == 0 || GC.GetAllocatedBytesForCurrentThread() == before);
        }
    }

    private static (HedgeProgram Program, double[,] Covariance, int Count, int Factors, double Aversion) Random(Random random)
    {
        var program = new HedgeProgram();
        var count = random.Next(1, 9);
        var factors = random.Next(1, 6);
        var roots = new double[factors, factors];
        var covariance = new double[factors, factors];
        foreach (ref var root in System.Runtime.InteropServices.MemoryMarshal.CreateSpan(ref roots[0, 0], factors * factors))
        {
            root = random.NextDouble() - 0.5;
        }

        for (var i = 0; i < factors; i++)
        {
            program.Exposures[i] = 40 * (random.NextDouble() - 0.5);
            for (var k = 0; k < factors; k++)
            {
                covariance[i, k] = i == k ? 0.1 : 0;
                for (var r = 0; r < factors; r++)
                {
                    covariance[i, k] += roots[i, r] * roots[k, r];
                }

                program.SetCovariance(i, k, covariance[i, k]);
            }
        }

        for (var j = 0; j < count; j++)
        {
            Leg(program, j, [.. Enumerable.Range(0, factors).Select(_ => 2 * (random.NextDouble() - 0.5))], 0.5 * random.NextDouble());
            program.Legs[j].Impact = random.Next(2) == 0 ? 0 : 0.1 * random.NextDouble();
            program.Legs[j].Lower = random.Next(4) == 0 ? -3 * random.NextDouble() : -1e6;
            program.Legs[j].Upper = random.Next(4) == 0 ? 3 * random.NextDouble() : 1e6;
        }

        return (program, covariance, count, factors, Math.Pow(10, (3 * random.NextDouble()) - 2));
    }

    private static double[] Slow(HedgeProgram program, double[,] covariance, int count, double aversion)
    {
        var factors = covariance.GetLength(0);
        var trades = new double[count];
        for (var sweep = 0; sweep < 1_000; sweep++)
        {
            for (var j = 0; j < count; j++)
            {
                trades[j] = 0;
                double slope = 0, own = program.Legs[j].Impact;
                for (var i = 0; i < factors; i++)
                {
                    for (var k = 0; k < factors; k++)
                    {
                        var left = program.Exposures[k];
                        for (var other = 0; other < count; other++)
                        {
                            left += trades[other] * program.Legs[other].Factors[k];
                        }

                        slope += aversion * program.Legs[j].Factors[i] * covariance[i, k] * left;
                        own += aversion * program.Legs[j].Factors[i] * covariance[i, k] * program.Legs[j].Factors[k];
                    }
                }

                var excess = Math.Abs(slope) - program.Legs[j].Cost;
                trades[j] = excess <= 0 ? 0 : Math.Clamp(-Math.Sign(slope) * excess / own, program.Legs[j].Lower, program.Legs[j].Upper);
            }
        }

        return trades;
    }
}
