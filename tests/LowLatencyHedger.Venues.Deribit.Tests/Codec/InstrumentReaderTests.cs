using System.IO.Compression;
using System.Text;
using System.Text.Json;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Testing;
using LowLatencyHedger.Venues.Deribit.Codec;

namespace LowLatencyHedger.Venues.Deribit.Tests.Codec;

public sealed class InstrumentReaderTests
{
    private const string Option = """
        {"tick_size":0.0001,"tick_size_steps":[{"above_price":0.005,"tick_size":0.0005}],"taker_commission":0.0003,"strike":100000.0,
         "settlement_period":"month","settlement_currency":"BTC","quote_currency":"BTC","price_index":"btc_usd","option_type":"call",
         "min_trade_amount":0.1,"maker_commission":-0.0001,"kind":"option","is_active":true,"instrument_name":"BTC-27FEB26-100000-C",
         "instrument_type":"reversed","expiration_timestamp":1772179200000,"contract_size":1.0,"base_currency":"BTC","state":"locked"}
        """;

    [Fact]
    public void TryReadNext_Option_EveryField()
    {
        var reader = new InstrumentReader(Encoding.UTF8.GetBytes($"[{Option}]"));

        Assert.True(reader.TryReadNext(out var definition));
        ref var body = ref definition.Body;
        Assert.Equal(("BTC-27FEB26-100000-C", "btc_usd"), (body.Name.ToString(), definition.IndexName.ToString()));
        Assert.Equal((InstrumentKind.Option, ContractStyle.Inverse, OptionType.Call, TradingStatus.Locked),
            (body.Kind, body.Style, body.OptionType, body.Status));
        Assert.Equal((100000.0, 1772179200000_000_000, UnderlyingId.None), (body.Strike, body.ExpiryUtcNanos, body.Underlying));
        Assert.Equal((1_00000000, 10_000_000), (body.ContractSize.Raw, body.MinTradeAmount.Raw));
        Assert.Equal((10_000, 500_000, 50_000), (body.TickSize.Raw, body.UpperTickAbove.Raw, body.UpperTickSize.Raw));
        Assert.Equal((-0.0001, 0.0003), (body.MakerCommission, body.TakerCommission));
        Assert.Equal("BTC", definition.SettlementCurrency.ToString());
        Assert.False(reader.TryReadNext(out _));
        Assert.False(reader.Failed);
    }

    [Fact]
    public void TryReadNext_LinearPerpetual_NoExpiryOneTick()
    {
        var reader = new InstrumentReader("""
            {"tick_size":0.01,"taker_commission":0.0005,"settlement_period":"perpetual","settlement_currency":"USDC",
             "quote_currency":"USDC",
             "price_index":"sol_usdc","min_trade_amount":0.1,"maker_commission":0.0,"kind":"future","is_active":false,
             "instrument_name":"SOL_USDC-PERPETUAL","future_type":"linear","expiration_timestamp":32503708800000,"contract_size":0.1,
             "base_currency":"SOL","tick_size_steps":[]}
            """u8);

        Assert.True(reader.TryReadNext(out var definition));
        ref var body = ref definition.Body;
        Assert.Equal((InstrumentKind.Perpetual, ContractStyle.Linear, TradingStatus.Inactive), (body.Kind, body.Style, body.Status));
        Assert.Equal(0, body.ExpiryUtcNanos);
        Assert.True(double.IsNaN(body.Strike));
        Assert.Equal((Price.None, Price.None), (body.UpperTickAbove, body.UpperTickSize));
        Assert.False(reader.TryReadNext(out _));
    }

    [Fact]
    public void TryReadNext_UnusableBetweenGoodOnes_IsPassedOver()
    {
        var tooLong = Option.Replace("BTC-27FEB26-100000-C", "BTC-ICOND-27FEB26-100000_110000_120000_130000");
        var noStrike = Option.Replace("\"strike\":100000.0,", "");
        var reader = new InstrumentReader(Encoding.UTF8.GetBytes($"[{Option},{tooLong},{noStrike},7,{Option}]"));

        Assert.True(reader.TryReadNext(out _));
        Assert.True(reader.TryReadNext(out _));
        Assert.False(reader.TryReadNext(out _));
        Assert.False(reader.Failed);
        Assert.Equal(3, reader.PassedOver);
    }

    [Theory]
    [InlineData("")]
    [InlineData("7")]
    [InlineData("[{}")]
    [InlineData("[{},]")]
    public void TryReadNext_BrokenList_Fails(string text)
    {
        var reader = new InstrumentReader(Encoding.UTF8.GetBytes(text));
        while (reader.TryReadNext(out _))
        {
        }

        Assert.True(reader.Failed);
    }

    [Fact]
    public void TryReadNext_RecordedLists_SameAsAnIndependentParser()
    {
        const string File = "deribit_ws_raw/cryptofeed_DERIBIT_2021-04-17.http_instruments.raw.gz";
        var path = Recordings.Find(File);
        if (path is null)
        {
            Assert.Skip(Recordings.Missing(File));
        }

        using var text = new StreamReader(new GZipStream(System.IO.File.OpenRead(path), CompressionMode.Decompress));
        var count = 0;
        while (text.ReadLine() is { } line)
        {
            var start = line.IndexOf(": {\"jsonrpc\"", StringComparison.Ordinal);
            if (start < 0)
            {
                continue;
            }

            using var document = JsonDocument.Parse(line.AsMemory(start + 2));
            Assert.True(EnvelopeReader.TryRead(Encoding.UTF8.GetBytes(line[(start + 2)..]), out var envelope));
            var reader = new InstrumentReader(envelope.Data);
            foreach (var expected in document.RootElement.GetProperty("result").EnumerateArray())
            {
                Assert.True(reader.TryReadNext(out var definition));
                Check(expected, in definition);
                count++;
            }

            Assert.False(reader.TryReadNext(out _));
            Assert.False(reader.Failed);
            Assert.Equal(0, reader.PassedOver);
        }

        Assert.Equal(423 + 499, count);
    }

    private static void Check(JsonElement expected, in InstrumentDefinition definition)
    {
        var body = definition.Body;
        var name = expected.GetProperty("instrument_name").GetString()!;
        Assert.Equal(name, body.Name.ToString());
        Assert.Equal(name[..3].ToLowerInvariant() + "_usd", definition.IndexName.ToString());
        Assert.Equal(ContractStyle.Inverse, body.Style);
        Assert.Equal(TradingStatus.Open, body.Status);
        Assert.Equal(expected.GetProperty("tick_size").GetDecimal(), body.TickSize.Raw / (decimal)Decimal8.Scale);
        Assert.Equal(expected.GetProperty("min_trade_amount").GetDecimal(), body.MinTradeAmount.Raw / (decimal)Decimal8.Scale);
        Assert.Equal(expected.GetProperty("contract_size").GetDecimal(), body.ContractSize.Raw / (decimal)Decimal8.Scale);
        var isOption = expected.GetProperty("kind").GetString() == "option";
        var isPerpetual = name.EndsWith("PERPETUAL", StringComparison.Ordinal);
        Assert.Equal(isOption ? InstrumentKind.Option : isPerpetual ? InstrumentKind.Perpetual : InstrumentKind.Future, body.Kind);
        Assert.Equal(isPerpetual ? 0 : expected.GetProperty("expiration_timestamp").GetInt64() * 1_000_000, body.ExpiryUtcNanos);
        if (isOption)
        {
            Assert.Equal(expected.GetProperty("strike").GetDouble(), body.Strike);
            Assert.Equal(expected.GetProperty("option_type").GetString() == "call" ? OptionType.Call : OptionType.Put, body.OptionType);
        }
    }
}
