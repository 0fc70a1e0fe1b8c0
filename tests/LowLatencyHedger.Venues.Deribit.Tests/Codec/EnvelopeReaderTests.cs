using System.Text;
using LowLatencyHedger.Venues.Deribit.Codec;

namespace LowLatencyHedger.Venues.Deribit.Tests.Codec;

public sealed class EnvelopeReaderTests
{
    [Theory]
    [InlineData("""{"jsonrpc":"2.0","id":7,"result":"ok","usIn":10,"usOut":12,"usDiff":2,"testnet":true}""")]
    [InlineData("""{ "testnet" : true , "usOut":12.0, "result":"ok","usIn":10,"id":7.0 }""")]
    [InlineData("""{"id":1,"id":7,"result":[1],"result":"ok","usIn":10,"usOut":12,"testnet":true,"error":null}""")]
    public void TryRead_Reply_AnyOrderOfMembers(string text)
    {
        var message = Encoding.UTF8.GetBytes(text);

        Assert.True(EnvelopeReader.TryRead(message, out var envelope));

        Assert.Equal(MessageKind.Reply, envelope.Kind);
        Assert.True(envelope.HasId);
        Assert.True(envelope.HasNumericId);
        Assert.Equal(7, envelope.Id);
        Assert.Equal("\"ok\"", Encoding.UTF8.GetString(envelope.Data));
        Assert.Equal(10, envelope.UsIn);
        Assert.Equal(12, envelope.UsOut);
        Assert.True(envelope.Testnet);
        Assert.Equal(0, envelope.UnknownFields);
    }

    [Fact]
    public void TryRead_TextId_IsHandedOut()
    {
        Assert.True(EnvelopeReader.TryRead("""{"id":"subscribe","result":null}"""u8, out var envelope));

        Assert.True(envelope.HasId);
        Assert.False(envelope.HasNumericId);
        Assert.Equal("subscribe", Encoding.UTF8.GetString(envelope.IdText));
        Assert.Equal("null", Encoding.UTF8.GetString(envelope.Data));
    }

    [Fact]
    public void TryRead_ErrorReply_CarriesCodeMessageAndData()
    {
        var message =
            """{"id":4,"error":{"data":{"reason":"value required","param":"currency"},"message":"Invalid params","code":-32602}}"""u8;

        Assert.True(EnvelopeReader.TryRead(message, out var envelope));

        Assert.Equal(MessageKind.ErrorReply, envelope.Kind);
        Assert.Equal(-32602, envelope.ErrorCode);
        Assert.Equal("Invalid params", Encoding.UTF8.GetString(envelope.ErrorMessage));
        Assert.Equal("""{"reason":"value required","param":"currency"}""", Encoding.UTF8.GetString(envelope.ErrorData));
    }

    [Theory]
    [InlineData("book.BTC-PERPETUAL.raw", MessageKind.Book)]
    [InlineData("book.BTC-PERPETUAL.100ms", MessageKind.Book)]
    [InlineData("book.BTC-PERPETUAL.none.10.100ms", MessageKind.GroupedBook)]
    [InlineData("ticker.BTC-27FEB26-100000-C.raw", MessageKind.Ticker)]
    [InlineData("incremental_ticker.BTC-PERPETUAL", MessageKind.OtherChannel)]
    [InlineData("quote.BTC-30SEP22", MessageKind.Quote)]
    [InlineData("deribit_price_index.btc_usd", MessageKind.Index)]
    [InlineData("markprice.options.btc_usd", MessageKind.MarkPrices)]
    [InlineData("trades.option.any.raw", MessageKind.Trades)]
    [InlineData("user.orders.any.any.raw", MessageKind.UserOrders)]
    [InlineData("user.trades.any.any.raw", MessageKind.UserTrades)]
    [InlineData("user.changes.any.any.raw", MessageKind.UserChanges)]
    [InlineData("user.portfolio.btc", MessageKind.Portfolio)]
    [InlineData("platform_state", MessageKind.PlatformState)]
    [InlineData("platform_state.public_methods_state", MessageKind.OtherChannel)]
    [InlineData("instrument.state.any.any", MessageKind.InstrumentState)]
    [InlineData("a.channel.of.the.future", MessageKind.Unknown)]
    [InlineData("user.future", MessageKind.Unknown)]
    public void TryRead_Notification_KindFollowsTheChannel(string channel, MessageKind expected)
    {
        string[] orders =
        [
            """{"jsonrpc":"2.0","method":"subscription","params":{"channel":"CHANNEL","data":{"a":1}}}""".Replace("CHANNEL", channel),
            """{"params":{"data":{"a":1},"channel":"CHANNEL"},"method":"subscription"}""".Replace("CHANNEL", channel),
            """{"params":{"data":{"a":1},"channel":"CHANNEL"},"method":"subscription"}""".Replace("CHANNEL", channel.Replace(".",
                "\\u002e")),
        ];
        foreach (var text in orders)
        {
            Assert.True(EnvelopeReader.TryRead(Encoding.UTF8.GetBytes(text), out var envelope));
            Assert.Equal(expected, envelope.Kind);
            Assert.Equal("""{"a":1}""", Encoding.UTF8.GetString(envelope.Data));
            Assert.False(envelope.Channel.IsEmpty);
        }
    }

    [Theory]
    [InlineData("""{"method":"heartbeat","params":{"type":"heartbeat"}}""", MessageKind.Heartbeat)]
    [InlineData("""{"params":{"type":"test_request"},"method":"heartbeat"}""", MessageKind.TestRequest)]
    [InlineData("""{"params":{"type":"something"},"method":"heartbeat"}""", MessageKind.Unknown)]
    [InlineData("""{"id":1,"method":"public/test","params":{}}""", MessageKind.Unknown)]
    [InlineData("""{"id":1,"method":"private/set_mmp_config","result":{}}""", MessageKind.Reply)]
    public void TryRead_OtherMethods_KindFollowsTheMethod(string text, MessageKind expected)
    {
        Assert.True(EnvelopeReader.TryRead(Encoding.UTF8.GetBytes(text), out var envelope));

        Assert.Equal(expected, envelope.Kind);
        Assert.True(envelope.Channel.IsEmpty);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"id":1}""")]
    [InlineData("""{"id":1,"result":1}x""")]
    [InlineData("""{"id":1,"result":{"a":[1,]}}""")]
    [InlineData("""{"method":"subscription","params":{"channel":"ticker.A.raw"}}""")]
    [InlineData("""{"method":"subscription","params":{"data":{}}}""")]
    [InlineData("""{"method":"subscription","params":{"channel":5,"data":{}}}""")]
    [InlineData("""{"method":"subscription","params":[]}""")]
    [InlineData("""{"method":7}""")]
    public void TryRead_NoJsonRpcObject_IsMalformed(string text)
    {
        Assert.False(EnvelopeReader.TryRead(Encoding.UTF8.GetBytes(text), out var envelope));

        Assert.Equal(MessageKind.Malformed, envelope.Kind);
    }

    [Fact]
    public void Add_CountsWhatIsUnknown()
    {
        var counters = new DecodeCounters();
        EnvelopeReader.TryRead("""{"id":1,"result":1,"future":{"a":[2]}}"""u8, out var reply);
        counters.Add(reply);
        EnvelopeReader.TryRead("""{"method":"subscription","params":{"channel":"new","data":1,"more":2}}"""u8, out var channel);
        counters.Add(channel);
        EnvelopeReader.TryRead("""{"method":"surprise"}"""u8, out var method);
        counters.Add(method);
        EnvelopeReader.TryRead("{"u8, out var broken);
        counters.Add(broken);

        Assert.Equal(1, counters.Count(MessageKind.Reply));
        Assert.Equal(2, counters.Count(MessageKind.Unknown));
        Assert.Equal(1, counters.UnknownChannels);
        Assert.Equal(2, counters.UnknownFields);
        Assert.Equal(1, counters.Malformed);
    }
}
