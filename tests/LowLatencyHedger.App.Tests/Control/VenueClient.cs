using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace LowLatencyHedger.App.Tests.Control;

/// <summary>A trader's own connection to the account.</summary>
internal sealed class VenueClient : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly ClientWebSocket _socket = new();
    private int _lastId;

    public static async Task<VenueClient> ConnectAsync(LiveExchange exchange)
    {
        var client = new VenueClient();
        await client._socket.ConnectAsync(exchange.Host.WebSocketAddress, CancellationToken.None);
        await client.CallAsync("public/auth", $$"""{"grant_type":"client_credentials","client_id":"demo","client_secret":"{{LiveExchange.Secret}}"}""");
        return client;
    }

    public async Task<JsonElement> CallAsync(string method, string parameters)
    {
        var id = ++_lastId;
        var request = $$"""{"jsonrpc":"2.0","id":{{id}},"method":"{{method}}","params":{{parameters}}}""";
        using var patience = new CancellationTokenSource(s_patience);
        await _socket.SendAsync(Encoding.UTF8.GetBytes(request), WebSocketMessageType.Text, true, patience.Token);
        var buffer = new byte[256 * 1024];
        var length = 0;
        while (true)
        {
            var part = await _socket.ReceiveAsync(buffer.AsMemory(length), patience.Token);
            length += part.Count;
            if (!part.EndOfMessage)
            {
                continue;
            }

            var reply = JsonDocument.Parse(buffer.AsMemory(0, length).ToArray()).RootElement;
            length = 0;
            if (reply.TryGetProperty("id", out var answered) && answered.GetInt32() == id)
            {
                return reply.GetProperty("result");
            }
        }
    }

    public async Task<int> CountOpenAsync() => (await CallAsync("private/get_open_orders", "{}")).GetArrayLength();

    public async Task<double> PositionAsync(string instrument) =>
        (await CallAsync("private/get_position", $$"""{"instrument_name":"{{instrument}}"}""")).GetProperty("size").GetDouble();

    public void Dispose() => _socket.Dispose();
}
