using System.Text;
using LowLatencyHedger.Simulation.Rpc;

namespace LowLatencyHedger.Simulation.Tests.Rpc;

public sealed class HttpFrontTests
{
    [Fact]
    public void Execute_GetWithQuery_ReadsTypedParameters()
    {
        using var harness = new RpcHarness();
        var book = harness.Http("GET", "/api/v2/public/get_order_book?instrument_name=BTC-PERPETUAL&depth=2", "", "", out var status);
        Assert.Equal(200, status);
        Assert.False(book.TryGetProperty("id", out _));
        Assert.Equal(2, book.GetProperty("result").GetProperty("bids").GetArrayLength());
        var instruments = harness.Http("GET", "/api/v2/public/get_instruments?currency=BTC&kind=future&expired=false", "", "", out _);
        Assert.True(instruments.GetProperty("result").GetArrayLength() > 1);
    }

    [Fact]
    public void Execute_Post_ReadsTheEnvelope()
    {
        using var harness = new RpcHarness();
        var body = """{"jsonrpc":"2.0","id":7,"method":"public/test","params":{}}""";
        Assert.Equal(7, harness.Http("POST", "/api/v2/public/test", "", body, out var status).GetProperty("id").GetInt32());
        Assert.Equal(200, status);
        var error = harness.Http("POST", "/api/v2/public/test", "", "{", out status);
        Assert.Equal((400, -32700), (status, error.GetProperty("error").GetProperty("code").GetInt32()));
        error = harness.Http("POST", "/api/v2/public/test", "", new string(' ', 32_769), out status);
        Assert.Equal((400, -32600), (status, error.GetProperty("error").GetProperty("code").GetInt32()));
    }

    [Fact]
    public void Execute_EachLogin_ReachesPrivateMethods()
    {
        using var harness = new RpcHarness();
        const string Path = "/api/v2/private/get_open_orders_by_currency?currency=BTC";
        Assert.Equal(13009, Code(harness, Path, ""));
        Assert.Equal(13009, Code(harness, Path, "bearer nothing"));
        Assert.Equal(0, Code(harness, Path, "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("demo:demo"))));
        Assert.Equal(13004, Code(harness, Path, "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("demo:wrong"))));
        Assert.Equal(13004, Code(harness, Path, "Basic ???"));

        var millis = harness.Model.NowMs;
        var signature = RequestSignature.ForHttp("demo", millis, "n", "GET", Path, "");
        Assert.Equal(0, Code(harness, Path, $"deri-hmac-sha256 id=demo,ts={millis},sig={signature},nonce=n"));
        Assert.Equal(13004, Code(harness, Path, $"deri-hmac-sha256 id=demo,ts={millis},sig={signature},nonce=n"));
        Assert.Equal(13004, Code(harness, Path + "&x=1", $"deri-hmac-sha256 id=demo,ts={millis},sig={signature},nonce=m"));

        var auth = harness.Http(
            "GET", "/api/v2/public/auth?grant_type=client_credentials&client_id=demo&client_secret=demo", "", "", out _);
        var token = auth.GetProperty("result").GetProperty("access_token").GetString();
        Assert.Equal(0, Code(harness, Path, "bearer " + token));
    }

    [Fact]
    public void Execute_SessionMethod_MustBeWebSocket()
    {
        using var harness = new RpcHarness();
        Assert.Equal(10030, Code(harness, "/api/v2/public/set_heartbeat?interval=10", ""));
        Assert.Equal(-32601, Code(harness, "/api/v2/public/nothing", ""));
    }

    private static int Code(RpcHarness harness, string path, string authorization)
    {
        var reply = harness.Http("GET", path, authorization, "", out var status);
        var code = reply.TryGetProperty("error", out var error) ? error.GetProperty("code").GetInt32() : 0;
        Assert.Equal(code == 0 ? 200 : 400, status);
        return code;
    }
}
