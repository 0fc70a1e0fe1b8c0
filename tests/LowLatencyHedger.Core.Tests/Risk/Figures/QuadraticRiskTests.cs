using LowLatencyHedger.Core.Risk.Figures;
using LowLatencyHedger.Testing;

namespace LowLatencyHedger.Core.Tests.Risk.Figures;

public sealed class QuadraticRiskTests
{
    /// <summary>A day at 60 % and 60,000.</summary>
    private static readonly double s_deviation = 60_000 * 0.6 / Math.Sqrt(365);

    [Theory]
    [InlineData(10, -0.004, 82_268, 101_353)]
    [InlineData(0, -0.004, 47_117, 60_000)]
    [InlineData(5, 0.003, 4_165, 4_166)]
    [InlineData(20, -0.0005, 92_476, 106_834)]
    public void Evaluate_ReferenceBooks_ReturnsTheReferenceToTheDollar(double delta, double gamma, double valueAtRisk, double shortfall)
    {
        QuadraticRisk.Evaluate(delta, gamma, s_deviation, 0.01, out var actual, out var actualShortfall);
        Assert.InRange(actual, valueAtRisk - 0.5, valueAtRisk + 0.5);
        Assert.InRange(actualShortfall, shortfall - 1, shortfall + 1);
    }

    [Fact]
    public void Evaluate_NoGamma_IsTheNormalOne()
    {
        QuadraticRisk.Evaluate(-2, 0, 100, 0.01, out var valueAtRisk, out var shortfall);
        Assert.Equal(2 * 100 * 2.3263478740408408, valueAtRisk, 1e-9);
        Assert.Equal(2 * 100 * 2.6652142203458076, shortfall, 1e-9);
    }

    [Fact]
    public void Evaluate_NothingHeld_IsZero_AndNoNumberIsNone()
    {
        QuadraticRisk.Evaluate(0, 0, 100, 0.01, out var valueAtRisk, out var shortfall);
        Assert.Equal(0, valueAtRisk);
        Assert.Equal(0, shortfall);
        QuadraticRisk.Evaluate(double.NaN, 0, 100, 0.01, out valueAtRisk, out shortfall);
        Assert.True(double.IsNaN(valueAtRisk) && double.IsNaN(shortfall));
    }

    [Fact]
    public void Evaluate_LongGammaWithoutDelta_IsNoLoss()
    {
        QuadraticRisk.Evaluate(0, 0.003, s_deviation, 0.01, out var valueAtRisk, out var shortfall);
        Assert.InRange(valueAtRisk, -1, 0);
        Assert.True(shortfall >= valueAtRisk && shortfall <= 0);
    }

    [Fact]
    public void Evaluate_Random_AgreesWithSummingOverTheNormalDensity()
    {
        var random = new Random(Seeds.For("quadratic risk", 20));
        for (var i = 0; i < 40; i++)
        {
            var delta = Math.Exp((8 * random.NextDouble()) - 4) * (random.Next(2) == 0 ? 1 : -1);
            var gamma = random.Next(8) == 0 ? 0 : Math.Exp((12 * random.NextDouble()) - 10) * (random.Next(2) == 0 ? 1 : -1);
            var tail = random.Next(2) == 0 ? 0.01 : 0.05;
            var (valueAtRisk, shortfall) = Slow(delta, gamma, 3, tail);
            QuadraticRisk.Evaluate(delta, gamma, 3, tail, out var actual, out var actualShortfall);
            var scale = (Math.Abs(delta) * 3) + (Math.Abs(gamma) * 9);
            Assert.InRange(actual, valueAtRisk - (2e-3 * scale), valueAtRisk + (2e-3 * scale));
            Assert.InRange(actualShortfall, shortfall - (5e-3 * scale), shortfall + (5e-3 * scale));
        }
    }

    /// <summary>The twin: all moves from -9 to 9 standard deviations in small steps, sorted by their losses.</summary>
    private static (double ValueAtRisk, double Shortfall) Slow(double delta, double gamma, double deviation, double tail)
    {
        const double Step = 2e-4;
        var cells = Enumerable.Range(0, (int)(18 / Step))
            .Select(i => -9 + ((i + 0.5) * Step))
            .Select(z => (Loss: -((delta * deviation * z) + (0.5 * gamma * deviation * deviation * z * z)), Weight: Step * Math.Exp(-0.5 * z * z) / Math.Sqrt(2 * Math.PI)))
            .OrderByDescending(cell => cell.Loss);
        var total = 0.0;
        var mean = 0.0;
        foreach (var (loss, weight) in cells)
        {
            total += weight;
            mean += loss * weight;
            if (total >= tail)
            {
                return (loss, mean / total);
            }
        }

        throw new InvalidOperationException("the density does not sum to one");
    }
}
