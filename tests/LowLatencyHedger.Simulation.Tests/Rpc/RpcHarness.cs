using System.Text.Json;
using LowLatencyHedger.Simulation.Exchange;
using LowLatencyHedger.Simulation.Rpc;

namespace LowLatencyHedger.Simulation.Tests.Rpc;

/// <summary>A model with its front in virtual time, starting 2026-01-20 12:00 UTC, with limits wide enough for tests.</summary>
internal sealed class RpcHarness : IDisposable
{
    public const long StartUtcNanos = 1_768_910_400_000_000_000;
    public const long Second = 1_000_000_000;

    public static readonly RpcServerOptions Unlimited = new()
    {
        NonMatchingLimit = new RateLimit(1e6, 1e6),
        InstrumentsLimit = new RateLimit(1e6, 1e6),
        SubscribeLimit = new RateLimit(1e6, 1e6),
        MatchingLimit = new RateLimit(1e6, 1e6),
        CancelAllLimit = new RateLimit(1e6, 1e6),
    };

    public RpcHarness(ExchangeOptions? exchange = null, RpcServerOptions? rpc = null)
    {
        Model = new ExchangeModel(
            exchange ?? new ExchangeOptions { OptionCount = 20, TicksPerSecond = 200, ClientTradesPerSecond = 0 }, StartUtcNanos);
        Server = new RpcServer(Model, rpc ?? Unlimited);
    }

    public ExchangeModel Model { get; }

    public RpcServer Server { get; }

    public void Dispose() => Server.Dispose();

    public RpcClient Connect() => new(Server);

    public RpcClient Login(string scope = "")
    {
        var client = Connect();
        client.Result("public/auth", new
        {
            grant_type = "client_credentials",
            client_id = Model.Options.ClientId,
            client_secret = Model.Options.ClientSecret,
            scope,
        });
        return client;
    }

    public void Advance(double seconds) => Server.AdvanceTo(Model.NowUtcNanos + (long)(seconds * Second));

    public JsonElement Http(string verb, string path, string authorization, string body, out int status)
    {
        JsonElement reply = default;
        var code = 0;
        Server.Execute(
            new HttpRpcRequest(verb, path, authorization, System.Text.Encoding.UTF8.GetBytes(body), Server.NowUtcMicros),
            (replyStatus, bytes) =>
            {
                code = replyStatus;
                reply = JsonSerializer.Deserialize<JsonElement>(bytes);
            });
        status = code;
        return reply;
    }
}
