using LowLatencyHedger.Testing;

namespace LowLatencyHedger.Pricing.Tests;

/// <summary>The columns against the scalar Greeks, and the bound against the scalar delta all over the trust interval.</summary>
public sealed class AnchorKernelTests
{
    private const double Reference = 50_000;

    [Fact]
    public void Evaluate_RandomOptions_TermsAreTheScalarGreeks()
    {
        var random = new Random(Seeds.For(nameof(Evaluate_RandomOptions_TermsAreTheScalarGreeks), 61));
        var block = new Block();
        for (var round = 0; round < 500; round++)
        {
            var style = (SettlementStyle)random.Next(2);
            var forward = 20_000 + (80_000 * random.NextDouble());
            var years = Math.Exp(Math.Log(0.0001) + (random.NextDouble() * Math.Log(20_000)));
            block.Fill(random, forward, years);
            AnchorKernel.Evaluate(new AnchorPoint(forward, Reference, years, 0.01, years / 16, style), block.Inputs, block.Outputs);
            for (var lane = 0; lane < AnchorKernel.Lanes; lane++)
            {
                block.Scalar(lane, forward, years, out var greeks);
                var h = block.Slope(lane);
                var isInverse = style == SettlementStyle.Inverse;
                var delta = isInverse ? greeks.PremiumAdjustedDelta : greeks.Delta;
                var gamma = forward * greeks.Gamma;
                var gammaSlope = forward * (greeks.Gamma + (forward * greeks.Speed));
                var scale = 1 + (1 / (block.Volatility(lane) * Math.Sqrt(years)));
                Near(delta + (h * greeks.Vega / forward), block.Output(AnchorTerm.Delta, lane), 1e-11 * scale);
                var smileSlope = h * greeks.Vega / forward / gamma * gammaSlope;
                var slope = gamma - (isInverse ? delta : 0) + (gamma > 1e-200 ? smileSlope : 0);
                Near(slope, block.Output(AnchorTerm.DeltaSlope, lane), 1e-10 * scale * scale);
                Near(greeks.Price / forward, block.Output(AnchorTerm.Value, lane), 1e-11 * scale);
                Near(greeks.PremiumAdjustedDelta, block.Output(AnchorTerm.ValueSlope, lane), 1e-11 * scale);
                Near(greeks.Theta / forward, block.Output(AnchorTerm.Theta, lane), 1e-9 * (1 + Math.Abs(greeks.Theta / forward)));
                Near(gamma, block.Output(AnchorTerm.Gamma, lane), 1e-10 * scale * scale);
                Near(gammaSlope, block.Output(AnchorTerm.GammaSlope, lane), 1e-10 * scale * scale * scale);
                Near(forward * greeks.Color, block.Output(AnchorTerm.GammaTime, lane), 1e-9 * (1 + (scale / years)));
                Near(greeks.Vega / forward, block.Output(AnchorTerm.Vega, lane), 1e-11);
                Near(greeks.Veta / forward, block.Output(AnchorTerm.VegaTime, lane), 1e-9 * (1 + (1 / years)));
                var charm = greeks.Charm - (isInverse ? greeks.Theta / forward : 0);
                var smileTime = h * greeks.Veta / forward;
                Near(charm + smileTime, block.Output(AnchorTerm.DeltaTime, lane), 1e-9 * (1 + (scale / years)));
            }
        }
    }

    /// <summary>Anywhere in the trust interval, options of all kinds: near and far, short and long, quiet and wild.</summary>
    [Theory]
    [InlineData(62, SettlementStyle.Inverse)]
    [InlineData(63, SettlementStyle.Linear)]
    public void Evaluate_RandomOptionsAndMoves_RemainderIsWithinItsBound(int fixedSeed, SettlementStyle style)
    {
        var random = new Random(Seeds.For(nameof(Evaluate_RandomOptionsAndMoves_RemainderIsWithinItsBound), fixedSeed));
        var block = new Block();
        var tightest = double.MaxValue;
        for (var round = 0; round < 4_000; round++)
        {
            var forward = 20_000 + (80_000 * random.NextDouble());
            var years = Math.Exp(Math.Log(6e-5) + (random.NextDouble() * Math.Log(50_000)));
            block.Fill(random, forward, years);
            var trustLog = Math.Min(0.1, 0.6 * Math.Sqrt(years) * Math.Pow(random.NextDouble(), 2));
            var trustYears = years * random.NextDouble() / 8;
            AnchorKernel.Evaluate(new AnchorPoint(forward, Reference, years, trustLog, trustYears, style), block.Inputs, block.Outputs);
            for (var i = 0; i < 8; i++)
            {
                var y = trustLog * Corner(random);
                var s = trustYears * Corner(random) * (1 - 1e-12);
                for (var lane = 0; lane < AnchorKernel.Lanes; lane++)
                {
                    var moved = forward * Math.Exp(y);
                    block.Scalar(lane, moved, years - s, out var greeks);
                    var delta = style == SettlementStyle.Inverse ? greeks.PremiumAdjustedDelta : greeks.Delta;
                    var error = Math.Abs(delta + (block.Slope(lane) * greeks.Vega / moved) - block.Delta(lane, y, s));
                    var remainder = block.Remainder(lane, y, s);
                    var rounding = AnchorKernel.Rounding * block.Output(AnchorTerm.Scale, lane);
                    Assert.True(error <= remainder + rounding, $"round {round}: y {y} s {s}: error {error}, bound {remainder}, rounding {rounding}");
                    tightest = error > 1e-6 ? Math.Min(tightest, remainder / error) : tightest;
                }
            }
        }

        // A bound that is nowhere near what it bounds would be of no use.
        Assert.InRange(tightest, 1, 3);
    }

    [Fact]
    public void Evaluate_AnyWidth_GivesTheSameBits()
    {
        var random = new Random(Seeds.For(nameof(Evaluate_AnyWidth_GivesTheSameBits), 64));
        var block = new Block();
        var other = new Block();
        for (var round = 0; round < 200; round++)
        {
            block.Fill(random, 60_000, 0.02);
            block.Inputs.CopyTo(other.Inputs, 0);
            var point = new AnchorPoint(60_000, Reference, 0.02, 0.01, 0.001, (SettlementStyle)(round % 2));
            AnchorKernel.Evaluate<Lanes512>(point, ref block.Inputs[0], ref block.Outputs[0], 0);
            AnchorKernel.Evaluate<Lanes256>(point, ref other.Inputs[0], ref other.Outputs[0], 0);
            AnchorKernel.Evaluate<Lanes256>(point, ref other.Inputs[0], ref other.Outputs[0], 4);
            Assert.Equal(block.Outputs, other.Outputs);
        }
    }

    [Fact]
    public void SettlementEvaluate_RandomOptions_EqualsScalar()
    {
        var random = new Random(Seeds.For(nameof(SettlementEvaluate_RandomOptions_EqualsScalar), 65));
        var block = new Block();
        for (var round = 0; round < 500; round++)
        {
            var style = (SettlementStyle)random.Next(2);
            var elapsed = random.NextDouble();
            var years = (1 - elapsed) * SettlementWindow.WindowYears;
            var index = 60_000 * (1 + (0.01 * random.NextDouble()));
            var average = 60_000 * (1 + (0.01 * random.NextDouble()));
            block.Fill(random, index, 0.0001);
            SettlementKernel.Evaluate(new SettlementPoint(index, average, elapsed, years, style), block.Inputs, block.Outputs);
            for (var lane = 0; lane < AnchorKernel.Lanes; lane++)
            {
                var input = new SettlementInput(block.Kinds[lane], index, average, elapsed, block.Strikes[lane], years, block.Volatility(lane));
                SettlementWindow.Evaluate(input, out var greeks);
                var delta = style == SettlementStyle.Inverse ? greeks.PremiumAdjustedDelta : greeks.Delta;
                var smile = block.Slope(lane) * greeks.Vega / index;
                Near(delta + smile, block.Output(AnchorTerm.Delta, lane), AnchorKernel.Rounding * block.Output(AnchorTerm.Scale, lane));
                Near(greeks.Price / index, block.Output(AnchorTerm.Value, lane), 1e-9);
                Near(greeks.Gamma * index, block.Output(AnchorTerm.Gamma, lane), 1e-9 * (1 + (greeks.Gamma * index)));
                Near(greeks.Vega / index, block.Output(AnchorTerm.Vega, lane), 1e-9);
                Near(greeks.Theta / index, block.Output(AnchorTerm.Theta, lane), 1e-9 * (1 + Math.Abs(greeks.Theta / index)));
            }
        }
    }

    private static void Near(double expected, double actual, double tolerance) =>
        Assert.True(Math.Abs(expected - actual) <= tolerance, $"{expected} expected, is {actual}, tolerance {tolerance}");

    private static double Corner(Random random) => random.Next(3) == 0 ? (2 * random.Next(2)) - 1 : (2 * random.NextDouble()) - 1;

    private sealed class Block
    {
        public double[] Inputs { get; } = new double[AnchorKernel.InputColumns * AnchorKernel.Lanes];

        public double[] Outputs { get; } = new double[AnchorKernel.OutputColumns * AnchorKernel.Lanes];

        public OptionKind[] Kinds { get; } = new OptionKind[AnchorKernel.Lanes];

        public double[] Strikes { get; } = new double[AnchorKernel.Lanes];

        public void Fill(Random random, double forward, double years)
        {
            for (var lane = 0; lane < AnchorKernel.Lanes; lane++)
            {
                var volatility = random.Next(10) == 0 ? 0.01 + (3 * random.NextDouble()) : 0.3 + (0.7 * random.NextDouble());
                var width = Math.Min(3, random.Next(5) == 0 ? 8 : 2) * volatility * Math.Sqrt(years);
                Kinds[lane] = (OptionKind)(1 + random.Next(2));
                Strikes[lane] = forward * Math.Exp(Math.Clamp(width * ((2 * random.NextDouble()) - 1), -3, 3));
                Set(AnchorKernel.LogStrike, lane, Black76.LogMoneyness(Strikes[lane], Reference));
                Set(AnchorKernel.Strike, lane, Strikes[lane]);
                Set(AnchorKernel.Sign, lane, Kinds[lane] == OptionKind.Call ? 1 : -1);
                Set(AnchorKernel.Volatility, lane, volatility);
                Set(AnchorKernel.VolPerLogForward, lane, random.Next(2) == 0 ? 0 : random.NextDouble() - 0.7);
            }
        }

        public double Volatility(int lane) => Inputs[(AnchorKernel.Volatility * AnchorKernel.Lanes) + lane];

        public double Slope(int lane) => Inputs[(AnchorKernel.VolPerLogForward * AnchorKernel.Lanes) + lane];

        public double Output(AnchorTerm term, int lane) => Outputs[((int)term * AnchorKernel.Lanes) + lane];

        public void Scalar(int lane, double forward, double years, out Greeks greeks) =>
            Black76.Evaluate(new OptionInput(Kinds[lane], forward, Strikes[lane], years, Volatility(lane)), out greeks);

        public double Delta(int lane, double y, double s) =>
            Output(AnchorTerm.Delta, lane) + (y * Output(AnchorTerm.DeltaSlope, lane)) + (y * y * Output(AnchorTerm.DeltaCurve, lane))
            + (y * y * y * Output(AnchorTerm.DeltaThird, lane)) + (s * Output(AnchorTerm.DeltaTime, lane))
            + (y * s * Output(AnchorTerm.DeltaSlopeTime, lane));

        public double Remainder(int lane, double y, double s) =>
            (y * y * y * y * Output(AnchorTerm.BoundMove, lane)) + (y * y * Math.Abs(s) * Output(AnchorTerm.BoundMoveTime, lane))
            + (s * s * Output(AnchorTerm.BoundTime, lane));

        private void Set(int column, int lane, double value) => Inputs[(column * AnchorKernel.Lanes) + lane] = value;
    }
}
