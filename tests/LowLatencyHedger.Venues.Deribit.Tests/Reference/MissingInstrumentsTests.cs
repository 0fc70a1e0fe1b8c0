using System.Text;
using LowLatencyHedger.Venues.Deribit.Reference;

namespace LowLatencyHedger.Venues.Deribit.Tests.Reference;

public sealed class MissingInstrumentsTests
{
    private readonly MissingInstruments _missing = new();

    public MissingInstrumentsTests() => _missing.Watch(["BTC-"u8.ToArray(), "SOL_USDC-"u8.ToArray()]);

    [Theory]
    [InlineData("BTC-27FEB26-100000-C", true)]
    [InlineData("BTC-27FEB26", true)]
    [InlineData("SOL_USDC-9MAR24-1d02-C", true)]
    [InlineData("BTC-PERPETUAL", false)]
    [InlineData("BTC-FS-27FEB26_PERP", false)]
    [InlineData("BTC-CS-19MAY26-70000_75000", false)]
    [InlineData("ETH-27FEB26", false)]
    [InlineData("BTC-", false)]
    [InlineData("", false)]
    public void Add_Name_IsNotedWhenItIsDatedAndOfAWatchedUnderlying(string name, bool isNoted)
    {
        Add(name);
        Assert.Equal(isNoted ? 1 : 0, _missing.SeenCount);
        Assert.Equal(isNoted, _missing.TryTake(out var taken, out _));
        Assert.Equal(isNoted ? name : "", taken.ToString());
    }

    [Fact]
    public void TryTake_ManyNames_GivesEachOnceInOrderWithItsMark()
    {
        _missing.IsNews = true;
        Add("BTC-1JAN26");
        _missing.IsNews = false;
        Add("BTC-2JAN26");
        Add("BTC-1JAN26");
        Assert.Equal(3, _missing.SeenCount);
        Assert.True(_missing.TryTake(out var first, out var isFirstNews) && isFirstNews);
        Assert.True(_missing.TryTake(out var second, out var isSecondNews) && !isSecondNews);
        Assert.Equal(("BTC-1JAN26", "BTC-2JAN26"), (first.ToString(), second.ToString()));
        Assert.False(_missing.TryTake(out _, out _));
    }

    [Fact]
    public void Add_Full_LeavesOutWhatCameLastAndTakesItAgain()
    {
        for (var i = 0; i < 100; i++)
        {
            Add($"BTC-{i}");
        }

        var taken = new List<string>();
        while (_missing.TryTake(out var name, out _))
        {
            taken.Add(name.ToString());
        }

        Assert.Equal(Enumerable.Range(0, 64).Select(static i => $"BTC-{i}"), taken);
        Add("BTC-99");
        Assert.True(_missing.TryTake(out var again, out _));
        Assert.Equal("BTC-99", again.ToString());
    }

    private void Add(string name) => _missing.Add(Encoding.UTF8.GetBytes(name));
}
