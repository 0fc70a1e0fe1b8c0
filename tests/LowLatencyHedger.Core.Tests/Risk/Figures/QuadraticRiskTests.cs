using LowLatencyHedger.Core.Risk.Figures;
using LowLatencyHedger.Pricing;
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
        QuadraticRisk.Evaluate(delta, gamma, s_deviation, 0, 0.01, out var actual, out var actualShortfall);
        Assert.InRange(actual, valueAtRisk - 0.5, valueAtRisk + 0.5);
        Assert.InRange(actualShortfall, shortfall - 1, shortfall + 1);
    }

    [Fact]
    public void Evaluate_NoGamma_IsTheNormalOne()
    {
        QuadraticRisk.Evaluate(-2, 0, 100, 0, 0.01, out var valueAtRisk, out var shortfall);
        Assert.Equal(2 * 100 * 2.3263478740408408, valueAtRisk, 1e-9);
        Assert.Equal(2 * 100 * 2.6652142203458076, shortfall, 1e-9);
    }

    [Fact]
    public void Evaluate_NothingHeld_IsZero_AndNoNumberIsNone()
    {
        QuadraticRisk.Evaluate(0, 0, 100, 0, 0.01, out var valueAtRisk, out var shortfall);
        Assert.Equal(0, valueAtRisk);
        Assert.Equal(0, shortfall);
        QuadraticRisk.Evaluate(double.NaN, 0, 100, 0, 0.01, out valueAtRisk, out shortfall);
        Assert.True(double.IsNaN(valueAtRisk) && double.IsNaN(shortfall));
    }

    [Fact]
    public void Evaluate_LongGammaWithoutDelta_IsNoLoss()
    {
        QuadraticRisk.Evaluate(0, 0.003, s_deviation, 0, 0.01, out var valueAtRisk, out var shortfall);
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
            QuadraticRisk.Evaluate(delta, gamma, 3, 0, tail, out var actual, out var actualShortfall);
            var scale = (Math.Abs(delta) * 3) + (Math.Abs(gamma) * 9);
            Assert.InRange(actual, valueAtRisk - (2e-3 * scale), valueAtRisk + (2e-3 * scale));
            Assert.InRange(actualShortfall, shortfall - (5e-3 * scale), shortfall + (5e-3 * scale));
        }
    }

    [Theory]
    [InlineData(0, 0, 70)]
    [InlineData(2, 0, 70)]
    [InlineData(0.01, 0, 300)]
    public void Evaluate_NoiseWithoutGamma_AddsInSquares(double delta, double gamma, double noise)
    {
        QuadraticRisk.Evaluate(delta, gamma, 100, noise, 0.01, out var valueAtRisk, out var shortfall);
        var whole = Math.Sqrt((delta * delta * 1e4) + (noise * noise));
        Assert.Equal(whole * 2.3263478740408408, valueAtRisk, 1e-7 * whole);
        Assert.Equal(whole * 2.6652142203458076, shortfall, 1e-7 * whole);
    }

    [Fact]
    public void Evaluate_NoiseOfAnySize_AgreesWithSummingOverBothDensities()
    {
        var random = new Random(Seeds.For("quadratic risk with noise", 21));
        for (var i = 0; i < 24; i++)
        {
            var linear = Math.Abs(Math.Exp((6 * random.NextDouble()) - 3));
            var square = random.Next(6) == 0 ? 0 : Math.Exp((6 * random.NextDouble()) - 4) * (random.Next(2) == 0 ? 1 : -1);
            var noise = Math.Exp((8 * random.NextDouble()) - 5) * (linear + Math.Abs(square));
            var tail = random.Next(2) == 0 ? 0.01 : 0.05;
            QuadraticRisk.Evaluate(linear, 2 * square, 1, noise, tail, out var valueAtRisk, out var shortfall);
            var guess = (valueAtRisk * 2 * random.NextDouble()) + (random.Next(4) == 0 ? 1e9 : 0);
            QuadraticRisk.Evaluate(linear, 2 * square, 1, noise, tail, guess, out var again, out _);
            Assert.Equal(valueAtRisk, again, 1e-9 * (linear + Math.Abs(square) + noise));
            var (probability, mean) = SlowTail(linear, square, noise, valueAtRisk);
            Assert.Equal(tail, probability, 0.005 * tail);
            Assert.Equal(mean, shortfall, 2e-3 * (linear + Math.Abs(square) + noise));
        }
    }

    /// <summary>The twin with noise: how likely losses above one are, and their mean, from cells of both normal densities.</summary>
    private static (double Probability, double Mean) SlowTail(double linear, double square, double noise, double above)
    {
        const double Step = 0.004;
        var total = 0.0;
        var sum = 0.0;
        for (var z = -7 + (0.5 * Step); z < 7; z += Step)
        {
            // Noise y is above the rest of the loss with the normal probability, which is summed by its own density in turn.
            var lost = -z * (linear + (square * z));
            var weight = Step * Math.Exp(-0.5 * z * z) / Math.Sqrt(2 * Math.PI);
            var from = (above - lost) / noise;
            var density = Math.Exp(-0.5 * from * from) / Math.Sqrt(2 * Math.PI);
            var tail = NormalDistribution.Cdf(-from);
            total += weight * tail;
            sum += weight * ((lost * tail) + (noise * density));
        }

        return (total, sum / total);
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
