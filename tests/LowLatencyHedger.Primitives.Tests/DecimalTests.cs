namespace LowLatencyHedger.Primitives.Tests;

public sealed class DecimalTests
{
    [Theory]
    [InlineData(0.0005, 50_000)]
    [InlineData(91071.5, 9_107_150_000_000)]
    [InlineData(-1e-8, -1)]
    [InlineData(0.1 + 0.2, 30_000_000)]
    public void FromDouble_DecimalOfEightDigits_IsExact(double value, long raw)
    {
        Assert.Equal(raw, Price.FromDouble(value).Raw);
        Assert.Equal(raw / 1e8, Quantity.FromRaw(raw).ToDouble());
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(1e12)]
    public void FromDouble_NotRepresentable_IsNone(double value)
    {
        Assert.False(Price.FromDouble(value).HasValue);
        Assert.True(double.IsNaN(Price.FromDouble(value).ToDouble()));
    }

    [Fact]
    public void Add_BeyondRange_Throws()
    {
        Assert.Throws<OverflowException>(() => Quantity.FromRaw(long.MaxValue) + Quantity.FromRaw(1));
    }
}
