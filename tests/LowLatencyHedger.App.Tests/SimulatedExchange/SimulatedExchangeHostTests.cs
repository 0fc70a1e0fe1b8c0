using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using LowLatencyHedger.App.SimulatedExchange;
using LowLatencyHedger.Simulation.Exchange;

namespace LowLatencyHedger.App.Tests.SimulatedExchange;

public sealed class SimulatedExchangeHostTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private static readonly SimulatedExchangeOptions s_options = new()
    {
        Exchange = new ExchangeOptions { OptionCount = 10, TicksPerSecond = 100 },
    };

    [Fact]
    public async Task WebSocket_FragmentedRequest_IsAnswered()
    {
        await using var host = await SimulatedExchangeHost.StartAsync(s_options);
        using var socket = await ConnectAsync(host);
        await SendAsync(socket, "{\"jsonrpc\":\"2.0\",\"id\":1,", end: false);
        await SendAsync(socket, "\"method\":\"public/test\"}", end: true);
        Assert.Equal(1, (await ReceiveAsync(socket)).GetProperty("id").GetInt32());
    }

    [Fact]
    public async Task WebSocket_OversizeRequest_IsRefusedAndTheConnectionLives()
    {
        await using var host = await SimulatedExchangeHost.StartAsync(s_options);
        using var socket = await ConnectAsync(host);
        await SendAsync(socket, new string(' ', 100_000), end: true);
        Assert.Equal(-32600, (await ReceiveAsync(socket)).GetProperty("error").GetProperty("code").GetInt32());
        await SendAsync(socket, """{"id":2,"method":"public/test"}""", end: true);
        Assert.Equal(2, (await ReceiveAsync(socket)).GetProperty("id").GetInt32());
    }

    [Fact]
    public async Task WebSocket_LoginSubscribeTrade_DeliversEverything()
    {
        await using var host = await SimulatedExchangeHost.StartAsync(s_options);
        using var socket = await ConnectAsync(host);
        await SendAsync(
            socket,
            """{"id":1,"method":"public/auth","params":{"grant_type":"client_credentials","client_id":"demo","client_secret":"demo"}}""",
            end: true);
        await SendAsync(
            socket,
            """{"id":2,"method":"private/subscribe","params":{"channels":["ticker.BTC-PERPETUAL.raw","user.changes.any.any.raw"]}}""",
            end: true);
        await SendAsync(
            socket,
            """{"id":3,"method":"private/buy","params":{"instrument_name":"BTC-PERPETUAL","amount":100,"type":"market"}}""",
            end: true);
        var (sawReply, sawTicker, sawChange) = (false, false, false);
        while (!(sawReply && sawTicker && sawChange))
        {
            var message = await ReceiveAsync(socket);
            sawReply |= message.TryGetProperty("id", out var id) && id.GetInt32() == 3 && message.TryGetProperty("result", out _);
            var channel = message.TryGetProperty("params", out var values) ? values.GetProperty("channel").GetString() : null;
            sawTicker |= channel == "ticker.BTC-PERPETUAL.raw";
            sawChange |= channel == "user.changes.any.any.raw" && values.GetProperty("data").GetProperty("trades").GetArrayLength() > 0;
        }

        await SendAsync(socket, """{"id":4,"method":"private/logout","params":{}}""", end: true);
        await ReceiveUntilCloseAsync(socket);
        Assert.Equal(WebSocketCloseStatus.NormalClosure, socket.CloseStatus);
    }

    [Fact]
    public async Task WebSocket_33rdConnection_Gets429()
    {
        await using var host = await SimulatedExchangeHost.StartAsync(s_options);
        var sockets = new List<ClientWebSocket>();
        for (var i = 0; i < 32; i++)
        {
            sockets.Add(await ConnectAsync(host));
        }

        using var refused = new ClientWebSocket();
        refused.Options.CollectHttpResponseDetails = true;
        await Assert.ThrowsAsync<WebSocketException>(() => refused.ConnectAsync(host.WebSocketAddress, CancellationToken.None));
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.HttpStatusCode);
        sockets.ForEach(socket => socket.Dispose());
    }

    [Fact]
    public async Task WebSocket_CreditsUsedUp_EndsTheConnectionWithTheError()
    {
        await using var host = await SimulatedExchangeHost.StartAsync(s_options);
        using var socket = await ConnectAsync(host);
        for (var i = 0; i < 150; i++)
        {
            await SendAsync(socket, """{"id":1,"method":"public/test"}""", end: true);
        }

        var last = await ReceiveAsync(socket);
        while (!last.TryGetProperty("error", out _))
        {
            last = await ReceiveAsync(socket);
        }

        Assert.Equal(10028, last.GetProperty("error").GetProperty("code").GetInt32());
        await ReceiveUntilCloseAsync(socket);
    }

    [Fact]
    public async Task Http_GetAndPost_AreAnswered()
    {
        await using var host = await SimulatedExchangeHost.StartAsync(s_options);
        using var http = new HttpClient();
        var time = JsonSerializer.Deserialize<JsonElement>(await http.GetStringAsync(new Uri(host.HttpAddress + "/public/get_time")));
        Assert.InRange(time.GetProperty("result").GetInt64(), DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() - 60_000, long.MaxValue);
        Assert.True(time.GetProperty("usDiff").GetInt64() >= 0);

        using var body = new StringContent("""{"id":"x","method":"public/nothing"}""");
        using var error = await http.PostAsync(new Uri(host.HttpAddress + "/public/nothing"), body);
        Assert.Equal(HttpStatusCode.BadRequest, error.StatusCode);
        Assert.Equal("application/json", error.Content.Headers.ContentType!.MediaType);
        Assert.Contains("-32601", await error.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var lost = await http.GetAsync(new Uri($"http://127.0.0.1:{host.Port}/"));
        Assert.Equal(HttpStatusCode.NotFound, lost.StatusCode);
    }

    [Fact]
    public async Task RunAsync_StopToken_EndsInOrderAfterTheListeningLine()
    {
        using var stop = new CancellationTokenSource();
        var stdout = new SignallingWriter();
        var run = SimulatedExchangeHost.RunAsync(s_options, stdout, TextWriter.Null, stop.Token);
        var line = await stdout.FirstLine.WaitAsync(s_patience);
        Assert.Matches(@"^listening ws://127\.0\.0\.1:(\d+)/ws/api/v2 http://127\.0\.0\.1:\1/api/v2$", line);
        await stop.CancelAsync();
        Assert.Equal(0, await run.WaitAsync(s_patience));
    }

    [Fact]
    public async Task RunAsync_PortTaken_SaysSoAndExits4()
    {
        using var holder = new TcpListener(IPAddress.Loopback, 0);
        holder.Start();
        var stderr = new StringWriter();
        var port = ((IPEndPoint)holder.LocalEndpoint).Port;
        var code = await SimulatedExchangeHost.RunAsync(s_options with { Port = port }, TextWriter.Null, stderr, CancellationToken.None);
        Assert.Equal(4, code);
        Assert.Contains(port.ToString(), stderr.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gbm", MarketModel.Gbm, null)]
    [InlineData("jumps", MarketModel.Jumps, null)]
    [InlineData("recorded:a/b.jsonl", MarketModel.Recorded, "a/b.jsonl")]
    public void WithMarket_Flag_SelectsTheModel(string flag, MarketModel market, string? path)
    {
        var exchange = SimulatedExchangeOptions.WithMarket(new ExchangeOptions(), flag);
        Assert.Equal((market, path), (exchange!.Market, exchange.RecordedPath));
        Assert.Null(SimulatedExchangeOptions.WithMarket(new ExchangeOptions(), "recorded:"));
        Assert.Null(SimulatedExchangeOptions.WithMarket(new ExchangeOptions(), "heston"));
    }

    private static async Task<ClientWebSocket> ConnectAsync(SimulatedExchangeHost host)
    {
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(host.WebSocketAddress, CancellationToken.None);
        return socket;
    }

    private static Task SendAsync(ClientWebSocket socket, string text, bool end) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, end, CancellationToken.None);

    private static async Task<JsonElement> ReceiveAsync(ClientWebSocket socket)
    {
        using var patience = new CancellationTokenSource(s_patience);
        var bytes = new byte[1 << 20];
        var length = 0;
        while (true)
        {
            var received = await socket.ReceiveAsync(bytes.AsMemory(length), patience.Token);
            Assert.Equal(WebSocketMessageType.Text, received.MessageType);
            length += received.Count;
            if (received.EndOfMessage)
            {
                return JsonSerializer.Deserialize<JsonElement>(bytes.AsSpan(0, length));
            }
        }
    }

    private static async Task ReceiveUntilCloseAsync(ClientWebSocket socket)
    {
        using var patience = new CancellationTokenSource(s_patience);
        var bytes = new byte[1 << 16];
        while ((await socket.ReceiveAsync(bytes.AsMemory(), patience.Token)).MessageType != WebSocketMessageType.Close)
        {
            Assert.Null(socket.CloseStatus);
        }
    }

    private sealed class SignallingWriter : StringWriter
    {
        private readonly TaskCompletionSource<string> _firstLine = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<string> FirstLine => _firstLine.Task;

        public override Task WriteLineAsync(string? value)
        {
            _firstLine.TrySetResult(value!);
            return Task.CompletedTask;
        }
    }
}
