namespace LowLatencyHedger.Pricing.Tests;

/// <summary>Comparisons with stated tolerances.</summary>
internal static class Near
{
    public static void Relative(double expected, double actual, double tolerance, string what = "value")
    {
        var error = expected == actual ? 0.0 : Math.Abs(actual - expected) / Math.Abs(expected);
        Assert.True(error <= tolerance, $"{what}: expected {expected:R}, got {actual:R}, relative error {error:E2} > {tolerance:E1}");
    }

    public static void Absolute(double expected, double actual, double tolerance, string what = "value")
    {
        var error = Math.Abs(actual - expected);
        Assert.True(error <= tolerance, $"{what}: expected {expected:R}, got {actual:R}, error {error:E2} > {tolerance:E1}");
    }
}
