using System.Net;
using LowLatencyHedger.Simulation.Rpc;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.ObjectPool;

namespace LowLatencyHedger.App.SimulatedExchange;

/// <summary>
/// The simulated venue on a port of 127.0.0.1: JSON-RPC over WebSocket at <c>/ws/api/v2</c> and over HTTP at
/// <c>/api/v2/{method}</c>. No other address is listened on.
/// </summary>
public sealed class SimulatedExchangeHost : IAsyncDisposable
{
    private const int WebSocketsMax = 32;
    private const int BodyBytesMax = RpcConnection.RequestBytesMax + 1;

    private readonly ObjectPool<MessageBuffer> _pool =
        new DefaultObjectPoolProvider { MaximumRetained = 256 }.Create<MessageBuffer>();

    private readonly CancellationTokenSource _stop = new();
    private readonly ModelThread _model;
    private readonly WebApplication _web;
    private int _webSockets;

    private SimulatedExchangeHost(SimulatedExchangeOptions options)
    {
        _model = new ModelThread(options);
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IHostLifetime, CallerLifetime>();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, options.Port);
        });
        _web = builder.Build();
        _web.UseWebSockets(new WebSocketOptions { KeepAliveInterval = TimeSpan.Zero });
        _web.Run(ServeAsync);
    }

    /// <summary>The port in use.</summary>
    public int Port { get; private set; }

    /// <summary>Where WebSocket clients connect.</summary>
    public Uri WebSocketAddress => new($"ws://127.0.0.1:{Port}/ws/api/v2");

    /// <summary>What HTTP methods are appended to.</summary>
    public Uri HttpAddress => new($"http://127.0.0.1:{Port}/api/v2");

    /// <summary>Starts to listen and the market to run.</summary>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<SimulatedExchangeHost> StartAsync(SimulatedExchangeOptions options, CancellationToken stop = default)
    {
        var host = new SimulatedExchangeHost(options);
        host._model.Start();
        try
        {
            await host._web.StartAsync(stop);
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }

        host.Port = new Uri(host._web.Urls.First()).Port;
        return host;
    }

    /// <summary>Serves until the token stops it; the first line of output says where.</summary>
    /// <returns>The process's exit code: 0 stopped, 1 the model failed, 4 the port is taken.</returns>
    public static async Task<int> RunAsync(
        SimulatedExchangeOptions options, TextWriter stdout, TextWriter stderr, CancellationToken stop)
    {
        SimulatedExchangeHost host;
        try
        {
            host = await StartAsync(options, stop);
        }
        catch (IOException taken) when (taken.InnerException is AddressInUseException)
        {
            await stderr.WriteLineAsync($"port {options.Port} of 127.0.0.1 is taken");
            return 4;
        }

        await using (host)
        {
            await stdout.WriteLineAsync($"listening {host.WebSocketAddress} {host.HttpAddress}");
            await stdout.FlushAsync(CancellationToken.None);
            try
            {
                await host._model.Ended.WaitAsync(stop);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return 0;
            }
            catch (Exception failure)
            {
                await stderr.WriteLineAsync($"the simulated exchange failed: {failure}");
                return 1;
            }

            return 0;
        }
    }

    /// <summary>Closes every connection, then the market.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _web.StopAsync();
        await _web.DisposeAsync();
        _model.Dispose();
        _stop.Dispose();
    }

    private Task ServeAsync(HttpContext context)
    {
        if (context.Request.Path == "/ws/api/v2")
        {
            return ServeWebSocketAsync(context);
        }

        if (context.Request.Path.StartsWithSegments("/api/v2") && context.Request.Method is "GET" or "POST")
        {
            return ServeHttpAsync(context);
        }

        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    private async Task ServeWebSocketAsync(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        try
        {
            if (Interlocked.Increment(ref _webSockets) > WebSocketsMax)
            {
                context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
                return;
            }

            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            using var ends = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token, context.RequestAborted);
            await new WebSocketClient(socket, _model, _pool).RunAsync(ends.Token);
        }
        finally
        {
            Interlocked.Decrement(ref _webSockets);
        }
    }

    private async Task ServeHttpAsync(HttpContext context)
    {
        var receivedUtcMicros = _model.NowUtcNanos / 1_000;
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token, context.RequestAborted);
        var body = _pool.Get();
        await ReadBodyAsync(context.Request, body, ends.Token);
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var request = new HttpRpcRequest(
            context.Request.Method, target, context.Request.Headers.Authorization.ToString(), body.Bytes, receivedUtcMicros);
        var done = new TaskCompletionSource<(int Status, byte[] Body)>(TaskCreationOptions.RunContinuationsAsynchronously);
        await _model.PostAsync(server => server.Execute(request, (status, reply) => done.TrySetResult((status, reply))), ends.Token);
        var (code, bytes) = await done.Task.WaitAsync(ends.Token);
        _pool.Return(body);
        context.Response.StatusCode = code;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = bytes.Length;
        await context.Response.Body.WriteAsync(bytes, ends.Token);
    }

    private static async Task ReadBodyAsync(HttpRequest request, MessageBuffer body, CancellationToken stop)
    {
        while (body.Bytes.Length < BodyBytesMax)
        {
            var count = await request.Body.ReadAsync(body.Writer.GetMemory(4_096), stop);
            if (count == 0)
            {
                return;
            }

            body.Writer.Advance(count);
        }
    }

    /// <summary>Leaves signals to the caller: its token decides when the host ends.</summary>
    private sealed class CallerLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
