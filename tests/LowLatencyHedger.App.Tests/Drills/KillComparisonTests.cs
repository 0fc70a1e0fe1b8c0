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

    private static Quantity Amount(double amount) => Quantity.FromDouble(amount);
}
