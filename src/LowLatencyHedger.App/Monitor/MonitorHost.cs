using System.Net;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using LowLatencyHedger.App.Control;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LowLatencyHedger.App.Monitor;

/// <summary>
/// The page and what it is made of on a port of 127.0.0.1, in a process of its own. No other address is listened on; from elsewhere, an SSH
/// tunnel leads here.
/// </summary>
internal sealed class MonitorHost : IAsyncDisposable
{
    private const string Policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; "
        + "form-action 'none'; frame-ancestors 'none'";

    private static readonly TimeSpan s_haltTimeout = TimeSpan.FromSeconds(15);
    private static readonly Dictionary<string, (string Resource, string Type)> s_files = new()
    {
        ["/"] = ("page.html", "text/html; charset=utf-8"),
        ["/page.css"] = ("page.css", "text/css; charset=utf-8"),
        ["/page.js"] = ("page.js", "text/javascript; charset=utf-8"),
        ["/charts.js"] = ("charts.js", "text/javascript; charset=utf-8"),
    };

    private readonly CancellationTokenSource _stop = new();
    private readonly Sampler _sampler;
    private readonly RequestGuard _guard;
    private readonly WebApplication _web;
    private readonly string? _socket;
    private readonly OtlpExporter? _exporter;
    private Task _sampling = Task.CompletedTask;
    private Task _exporting = Task.CompletedTask;

    /// <param name="telemetryPath">The engine's telemetry file.</param>
    /// <param name="port">0 for any free one.</param>
    /// <param name="token">What a change needs.</param>
    /// <param name="socket">The engine's control socket; null for the one that the telemetry file names.</param>
    /// <param name="otlp">Where metrics are pushed to, too; null for nowhere.</param>
    public MonitorHost(string telemetryPath, int port, byte[] token, string? socket, OtlpTarget? otlp = null)
    {
        _sampler = new Sampler(telemetryPath);
        _exporter = otlp is null ? null : new OtlpExporter(otlp, _sampler, Console.Error);
        _guard = new RequestGuard(token);
        _socket = socket;
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IHostLifetime, CallerLifetime>();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxConcurrentConnections = 64;
            kestrel.Listen(IPAddress.Loopback, port);
        });
        _web = builder.Build();
        _web.Run(ServeAsync);
    }

    /// <summary>Where it listens.</summary>
    public Uri Address => new(_web.Urls.First());

    /// <exception cref="IOException">The port is taken.</exception>
    public async Task StartAsync()
    {
        try
        {
            await _web.StartAsync();
        }
        catch (IOException e) when (e.InnerException is AddressInUseException)
        {
            throw new IOException("the port of 127.0.0.1 is taken; --port has another", e);
        }

        _sampling = _sampler.RunAsync(_stop.Token);
        _exporting = _exporter?.RunAsync(_stop.Token) ?? Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _sampling;
        await _exporting;
        await _web.StopAsync();
        await _web.DisposeAsync();
        _exporter?.Dispose();
        _sampler.Dispose();
        _stop.Dispose();
    }

    private async Task ServeAsync(HttpContext context)
    {
        var (request, response) = (context.Request, context.Response);
        response.Headers.CacheControl = "no-store";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.ContentSecurityPolicy = Policy;
        response.Headers["Referrer-Policy"] = "no-referrer";
        if (RequestGuard.CheckHost(request) is var refused and not 0)
        {
            await RefuseAsync(response, refused);
            return;
        }

        if (request.Path == "/halt")
        {
            await HaltAsync(request, response);
        }
        else if (!HttpMethods.IsGet(request.Method))
        {
            await RefuseAsync(response, StatusCodes.Status405MethodNotAllowed);
        }
        else if (s_files.TryGetValue(request.Path, out var file))
        {
            response.ContentType = file.Type;
            await using var content = Assembly.GetExecutingAssembly().GetManifestResourceStream("Monitor." + file.Resource)!;
            await content.CopyToAsync(response.Body, context.RequestAborted);
        }
        else
        {
            await ReadAsync(context);
        }
    }

    private async Task ReadAsync(HttpContext context)
    {
        var response = context.Response;
        switch (context.Request.Path.Value)
        {
            case "/status":
                await WriteAsync(response, _sampler.Status());
                break;
            case "/health":
                var (isHealthy, health) = _sampler.Read(Health);
                response.StatusCode = isHealthy ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
                await WriteAsync(response, health);
                break;
            case "/metrics":
                response.ContentType = MetricsText.ContentType;
                await response.WriteAsync(_sampler.Read((picture, life, _) => MetricsText.Create(picture, life)));
                break;
            case "/events":
                await EventsAsync(context);
                break;
            default:
                await RefuseAsync(response, StatusCodes.Status404NotFound);
                break;
        }
    }

    /// <summary>An engine that lives and tells its state is healthy, halted or not.</summary>
    private static (bool IsHealthy, JsonObject Document) Health(EnginePicture? picture, EngineLife life, string problem) => (
        life == EngineLife.Running,
        new JsonObject
        {
            ["engine"] = life.ToString(),
            ["problem"] = problem,
            ["trading"] = picture is null ? null : StatusDocument.Trading(picture),
        });

    private async Task EventsAsync(HttpContext context)
    {
        using var page = _sampler.Open();
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token, context.RequestAborted);
        context.Response.ContentType = "text/event-stream";
        try
        {
            await context.Response.WriteAsync("retry: 1000\n\n", ends.Token);
            await foreach (var message in page.Messages(ends.Token))
            {
                await context.Response.WriteAsync(message, ends.Token);
                await context.Response.Body.FlushAsync(ends.Token);
            }
        }
        catch (OperationCanceledException) when (ends.IsCancellationRequested)
        {
            // The page was closed, or the monitor ends.
        }
    }

    private async Task HaltAsync(HttpRequest request, HttpResponse response)
    {
        if (_guard.CheckChange(request) is var refused and not 0)
        {
            await RefuseAsync(response, refused);
            return;
        }

        string? reason;
        try
        {
            using var body = await JsonDocument.ParseAsync(request.Body);
            reason = body.RootElement.ValueKind == JsonValueKind.Object ? ControlReply.Text(body.RootElement, "reason") : null;
        }
        catch (JsonException)
        {
            reason = null;
        }

        if (reason is null)
        {
            response.StatusCode = StatusCodes.Status400BadRequest;
            await WriteAsync(response, ControlReply.Failed(ControlReply.WrongRequest, "a reason is needed"));
            return;
        }

        try
        {
            var socket = _socket ?? _sampler.ControlSocket ?? throw new IOException("the engine has not said where it takes commands");
            var reply = await ControlClient.SendAsync(socket, new JsonObject { ["verb"] = "halt", ["reason"] = reason }, s_haltTimeout);
            response.StatusCode = reply["ok"]?.GetValue<bool>() == true ? StatusCodes.Status200OK : StatusCodes.Status409Conflict;
            await WriteAsync(response, reply);
        }
        catch (IOException e)
        {
            response.StatusCode = StatusCodes.Status502BadGateway;
            await WriteAsync(response, ControlReply.Failed(ControlReply.Unanswered, e.Message));
        }
    }

    private static Task WriteAsync(HttpResponse response, JsonObject document)
    {
        response.ContentType = "application/json";
        return response.WriteAsync(document.ToJsonString());
    }

    private static Task RefuseAsync(HttpResponse response, int status)
    {
        response.StatusCode = status;
        return WriteAsync(response, ControlReply.Failed(ControlReply.Refusal, Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(status)));
    }

    /// <summary>Leaves signals to the caller: its token decides when the host ends.</summary>
    private sealed class CallerLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
