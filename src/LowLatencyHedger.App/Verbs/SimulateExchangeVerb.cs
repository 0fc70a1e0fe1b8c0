using System.CommandLine;
using LowLatencyHedger.App.Demo;
using LowLatencyHedger.App.SimulatedExchange;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Simulation.Exchange;
using LowLatencyHedger.Simulation.Rpc;

namespace LowLatencyHedger.App.Verbs;

/// <summary><c>simulate-exchange</c>: the Deribit-compatible exchange on loopback.</summary>
internal static class SimulateExchangeVerb
{
    /// <summary>Nearly all of the opening delta is hedged, as a desk would have done by hand; clients and market do the rest.</summary>
    private const double OpeningHedge = 0.99;

    public static Command Create()
    {
        var port = MarketOption.Whole("--port", 0, 0, 65_535, "port on 127.0.0.1; 0 takes a free one");
        var seed = MarketOption.Whole("--seed", 1, 0, int.MaxValue, "seed of the market");
        var market = MarketOption.Market();
        var ticks = MarketOption.Whole("--ticks-per-second", 500, 1, 100_000, "market messages a second over all instruments");
        var options = MarketOption.Whole("--options", 200, 0, 1000, "option positions that the account holds at the start");
        var clients = MarketOption.Whole("--client-trades-per-second", 2, 0, 100, "option trades of other clients with the account");
        var delay = MarketOption.Whole("--engine-delay-millis", 0, 0, 1_000, "time from an order's arrival to its match");
        var credentials = new Option<string?>("--credentials")
        {
            Description = $"ID:SECRET of the account, visible in the process list; better in the environment as {SimulatedCredentials.Variable}",
        };
        credentials.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } pair && SimulatedCredentials.Parse(pair) is null)
            {
                result.AddError("--credentials: expected ID:SECRET");
            }
        });
        var command = new Command(
            "simulate-exchange", "serve a simulated exchange on loopback. Example: hedger simulate-exchange --port 8090 --market jumps")
        {
            port, seed, market, ticks, options, clients, delay, credentials,
        };
        command.SetAction((parsed, cancelled) =>
        {
            var pair = parsed.GetValue(credentials) ?? Environment.GetEnvironmentVariable(SimulatedCredentials.Variable);
            var exchange = new ExchangeOptions
            {
                Seed = parsed.GetValue(seed),
                TicksPerSecond = parsed.GetValue(ticks),
                OptionCount = parsed.GetValue(options),
                OpeningHedge = OpeningHedge,
                ClientTradesPerSecond = parsed.GetValue(clients),
                EngineDelayNanos = Nanos.FromMillis(parsed.GetValue(delay)),
            };
            if (pair is not null)
            {
                if (SimulatedCredentials.Parse(pair) is not var (id, secret))
                {
                    Console.Error.WriteLine($"{SimulatedCredentials.Variable}: expected ID:SECRET");
                    return Task.FromResult(ExitCode.Usage);
                }

                exchange = exchange with { ClientId = id, ClientSecret = secret };
            }

            return SimulatedExchangeHost.RunAsync(
                new SimulatedExchangeOptions
                {
                    Port = parsed.GetValue(port),
                    Rpc = new RpcServerOptions { CancelOnDisconnectArmed = true },
                    Exchange = SimulatedExchangeOptions.WithMarket(exchange, parsed.GetValue(market)!)!,
                },
                Console.Out,
                Console.Error,
                cancelled);
        });
        return command;
    }
}
