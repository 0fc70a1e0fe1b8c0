using LowLatencyHedger.Pricing.Surface;

namespace LowLatencyHedger.Pricing.Tests.Surface;

/// <summary>Smile deltas against stored figures and against moving the forward under the smile.</summary>
public sealed class SkewStickinessTests
{
    private const double Forward = 60_000.0;
    private const double Years = 30.0 / 365.0;

    private static readonly SviParameters s_slice = new(0.012, 0.11, -0.35, 0.04, 0.12);

    [Theory]
    [InlineData(50_000.0, 0.766978, -1.073135, 0.826162, 0.905134, 0.747191)]
    [InlineData(60_000.0, 0.577948, -0.771380, 0.533013, 0.620936, 0.445090)]
    [InlineData(70_000.0, 0.560523, 0.404978, 0.189724, 0.158246, 0.221202)]
    public void DeltaAdjustment_StoredFigures_Agree(
        double strike, double volatility, double slope, double plain, double moneyness, double local)
    {
        var k = Math.Log(strike / Forward);
        Near.Absolute(volatility, s_slice.Volatility(k, Years), 0.6e-6);
        var volatilitySlope = s_slice.VolatilitySlope(k, Years);
        Near.Absolute(slope, volatilitySlope, 0.6e-6);
        Black76.Evaluate(new OptionInput(OptionKind.Call, Forward, strike, Years, s_slice.Volatility(k, Years)), out var greeks);
        double Delta(double ratio) => greeks.Delta + SkewStickiness.DeltaAdjustment(greeks.Vega, volatilitySlope, Forward, ratio);
        Near.Absolute(plain, Delta(1.0), 0.6e-6);
        Near.Absolute(moneyness, Delta(0.0), 0.6e-6);
        Near.Absolute(local, Delta(2.0), 0.6e-6);
        var moved = NumericalDerivative.Of(forward => Price(forward, strike), Forward, 10.0);
        Near.Absolute(moved, Delta(0.0), 1e-8, "the smile moves with the forward");
    }

    private static double Price(double forward, double strike)
    {
        var volatility = s_slice.Volatility(Math.Log(strike / forward), Years);
        Black76.Evaluate(new OptionInput(OptionKind.Call, forward, strike, Years, volatility), out var greeks);
        return greeks.Price;
    }
}
