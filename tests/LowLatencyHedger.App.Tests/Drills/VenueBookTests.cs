using LowLatencyHedger.App.Drills;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.App.Tests.Drills;

/// <summary>What a killed engine may have held, by hand: 10 at first, then +5 at 100 ms, -3 at 200 ms and 300 ms; 9 now.</summary>
public sealed class VenueBookTests
{
    private readonly VenueBook _book = new(
        new Dictionary<string, Quantity> { ["A"] = Amount(9), ["B"] = Amount(1) },
        [Trade("A", 5, 100), Trade("B", 1, 150), Trade("A", -3, 200), Trade("A", -3, 300)]);

    [Theory]
    [InlineData(300, new[] { 9 })]
    [InlineData(250, new[] { 9, 12 })]
    [InlineData(150, new[] { 9, 12, 15 })]
    [InlineData(0, new[] { 9, 12, 15, 10 })]
    public void Held_PositionsSinceAMoment_ThoseAndNoOther(long utcMillis, int[] expected)
    {
        for (var position = -20; position <= 20; position++)
        {
            Assert.Equal(expected.Contains(position), _book.Held("A", Amount(position), utcMillis));
        }
    }

    [Fact]
    public void Held_NoPositionNow_IsZeroOrWhatWasClosed()
    {
        var closed = new VenueBook(new Dictionary<string, Quantity>(), [Trade("A", -4, 100)]);

        Assert.True(closed.Held("A", Quantity.Zero, 100));
        Assert.False(closed.Held("A", Amount(4), 100));
        Assert.True(closed.Held("A", Amount(4), 99));
        Assert.True(closed.Held("unheard of", Quantity.Zero, 0));
        Assert.False(closed.Held("unheard of", Amount(1), 0));
    }

    private static VenueTrade Trade(string instrument, int amount, long utcMillis) => new($"{utcMillis}", instrument, Amount(amount), utcMillis);

    private static Quantity Amount(int units) => Quantity.FromRaw(units * Decimal8.Scale);
}
