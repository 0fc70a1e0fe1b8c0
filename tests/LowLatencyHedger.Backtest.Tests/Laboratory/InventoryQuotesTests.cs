using LowLatencyHedger.Backtest.Laboratory;

namespace LowLatencyHedger.Backtest.Tests.Laboratory;

/// <summary>Against the published formulas worked out by hand.</summary>
public sealed class InventoryQuotesTests
{
    private const double Digits = 1e-12;
    private static readonly InventoryQuotes s_quotes = new(Deviation: 2, Aversion: 0.1, Decay: 1.5, Intensity: 140);

    [Fact]
    public void UntilAHorizon_HeldInventory_LowersTheReservationPrice()
    {
        Assert.Equal(99.4, s_quotes.ReservationPrice(100, 3, 0.5), Digits);
        Assert.Equal(0.745385211376, s_quotes.HalfSpread(0.5), Digits);
    }

    [Fact]
    public void FarFromTheHorizon_HeldInventory_SkewsTheQuotes()
    {
        Assert.Equal(0.645385211376, s_quotes.BaseDistance, Digits);
        Assert.Equal(0.051717216122, s_quotes.Shift, Digits);
        Assert.Equal(0.826395467803, s_quotes.BidDistance(3), Digits);
        Assert.Equal(0.516092171071, s_quotes.AskDistance(3), Digits);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2.5)]
    [InlineData(40)]
    public void Distances_OfOppositeInventories_AreMirrored(double inventory) =>
        Assert.Equal(s_quotes.BidDistance(inventory), s_quotes.AskDistance(-inventory), Digits);
}
