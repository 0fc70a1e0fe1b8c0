using LowLatencyHedger.App.Drills;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.App.Tests.Drills;

/// <summary>What a killed engine must have known, by what it had read and not by the clock on the wall.</summary>
public sealed class KillComparisonTests
{
    private const string Option = "BTC-27FEB26-100000-C";
    private const long KilledUtcMillis = 1_000_000;

    private static readonly VenueBook s_book = new(
        new Dictionary<string, Quantity> { [Option] = Amount(-1.7) },
        [new VenueTrade("1", Option, Amount(-0.2), KilledUtcMillis - 9_000), new VenueTrade("2", Option, Amount(-0.1), KilledUtcMillis - 1_500)]);

    [Theory]
    [InlineData(50, -1.7, true)]
    [InlineData(50, -1.6, false)]
    [InlineData(1_800, -1.6, true)]
    [InlineData(1_800, -1.7, true)]
    [InlineData(1_800, -1.4, false)]
    [InlineData(-400, -1.6, false)]
    public void Held_LastMessageSoLongBeforeTheKill_WhatItCannotHaveHeardIsForgiven(int silentMillis, double position, bool holds)
    {
        var since = KillDrill.ToldUntilUtcMillis(KilledUtcMillis, KilledUtcMillis - silentMillis);

        Assert.Equal(holds, s_book.Held(Option, Amount(position), since));
    }

    /// <summary>
    /// The stream loses the last trade before a kill: that kill cannot tell, because the trade may have been under way. The next one does, if the
    /// recovery between has not found it.
    /// </summary>
    [Theory]
    [InlineData(900, true)]
    [InlineData(1_100, false)]
    public void Held_FillLostJustBeforeAKill_IsForgivenThereAndNotAtTheNext(int beforeMillis, bool isForgiven)
    {
        var book = new VenueBook(
            new Dictionary<string, Quantity> { [Option] = Amount(-1.7) }, [new VenueTrade("1", Option, Amount(-0.1), KilledUtcMillis - beforeMillis)]);
        Assert.Equal(isForgiven, book.Held(Option, Amount(-1.6), KillDrill.ToldUntilUtcMillis(KilledUtcMillis, KilledUtcMillis)));

        var next = KilledUtcMillis + 3_000;
        Assert.False(book.Held(Option, Amount(-1.6), KillDrill.ToldUntilUtcMillis(next, next - 50)));
        Assert.True(book.Held(Option, Amount(-1.7), KillDrill.ToldUntilUtcMillis(next, next - 50)));
    }

    private static Quantity Amount(double amount) => Quantity.FromDouble(amount);
}
