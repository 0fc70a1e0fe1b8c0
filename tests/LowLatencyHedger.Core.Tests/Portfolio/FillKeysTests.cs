using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Core.Portfolio;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Testing;

namespace LowLatencyHedger.Core.Tests.Portfolio;

public sealed class FillKeysTests
{
    private static readonly InstrumentId s_instrument = new(3);

    private static FillBody Fill(int trade, string order = "o", double price = 100) => new()
    {
        TradeId = InlineText32.From($"ETH-{trade}"),
        ExchangeOrderId = InlineText32.From(order),
        Price = Price.FromDouble(price),
        Amount = Quantity.FromDouble(1),
        Side = Side.Buy,
    };

    [Fact]
    public void Add_SameTradeAgain_IsDuplicateAndOtherContentIsContradiction()
    {
        var keys = new FillKeys(16);
        Assert.Equal(FillVerdict.New, keys.Add(Fill(1), s_instrument, 10));
        Assert.Equal(FillVerdict.Duplicate, keys.Add(Fill(1), s_instrument, 11));
        Assert.Equal(FillVerdict.Contradiction, keys.Add(Fill(1, price: 101), s_instrument, 10));
        Assert.Equal(FillVerdict.Contradiction, keys.Add(Fill(1), new InstrumentId(4), 10));
    }

    [Fact]
    public void Add_BothSidesOfASelfMatch_AreTwoFills()
    {
        var keys = new FillKeys(16);
        Assert.Equal(FillVerdict.New, keys.Add(Fill(1, "buyer"), s_instrument, 10));
        Assert.Equal(FillVerdict.New, keys.Add(Fill(1, "seller"), s_instrument, 10));
    }

    [Fact]
    public void Add_OlderThanWhatWasForgotten_IsTooOld()
    {
        var keys = new FillKeys(16);
        for (var trade = 0; trade < 20; trade++)
        {
            Assert.Equal(FillVerdict.New, keys.Add(Fill(trade), s_instrument, 100 + trade));
        }

        Assert.Equal(FillVerdict.TooOld, keys.Add(Fill(0), s_instrument, 100));
        Assert.Equal(FillVerdict.Duplicate, keys.Add(Fill(19), s_instrument, 119));
        Assert.Equal(FillVerdict.New, keys.Add(Fill(99), s_instrument, 120));
    }

    [Fact]
    public void Add_RandomRepetitions_EqualsASet()
    {
        var random = new Random(Seeds.For(nameof(Add_RandomRepetitions_EqualsASet), 21));
        var keys = new FillKeys(4_096);
        var seen = new HashSet<int>();
        for (var i = 0; i < 20_000; i++)
        {
            var trade = random.Next(4_000);
            Assert.Equal(seen.Add(trade) ? FillVerdict.New : FillVerdict.Duplicate, keys.Add(Fill(trade), s_instrument, trade + 1));
        }
    }
}
