// The same transfers in SimGrid: reads the format of `vaultlab check flows`, writes when each flow
// finishes to a file, a line each in the order of the flows.
//
// usage: simgrid FLOWS.json FINISH.txt
//
// Links have no latency and carry exactly what they are said to; a flow's cap is a link of its own.
// One actor starts all transfers, so that SimGrid spends its time on sharing and not on threads.
// Prints `key value` lines; the time is that of SimGrid's event loop, its platform is built before.

#include <cctype>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <chrono>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include <simgrid/s4u.hpp>

namespace s4u = simgrid::s4u;

// As much of JSON as the format needs: objects, arrays, numbers, and strings without escapes.
struct Value {
    std::string text;
    std::vector<Value> items;
    std::map<std::string, Value> fields;
    double number() const { return std::strtod(text.c_str(), nullptr); }
};

class Reader {
public:
    explicit Reader(std::string text) : text_(std::move(text)) {}
    Value value() {
        Value read;
        const char first = next();
        if (first == '{') {
            each('}', [&] {
                const std::string name = value().text;
                expect(':');
                read.fields[name] = value();
            });
        } else if (first == '[') {
            each(']', [&] { read.items.push_back(value()); });
        } else if (first == '"') {
            const auto end = text_.find('"', at_ + 1);
            read.text = text_.substr(at_ + 1, end - at_ - 1);
            at_ = end + 1;
        } else {
            const auto end = text_.find_first_of(",]} \n", at_);
            read.text = text_.substr(at_, end - at_);
            at_ = end;
        }
        return read;
    }

private:
    char next() {
        while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_]))) at_++;
        if (at_ >= text_.size()) {
            std::fprintf(stderr, "the file ends too early\n");
            std::exit(2);
        }
        return text_[at_];
    }
    void expect(char wanted) {
        if (next() != wanted) {
            std::fprintf(stderr, "expected %c at %zu\n", wanted, at_);
            std::exit(2);
        }
        at_++;
    }
    template <class Read> void each(char close, Read read) {
        at_++;
        while (next() != close) {
            read();
            if (next() == ',') at_++;
        }
        at_++;
    }
    std::string text_;
    std::size_t at_ = 0;
};

struct Flow {
    double start, bytes, cap;
    std::vector<std::size_t> links;
};

static double cpu_secs() {
    timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

int main(int argc, char** argv) {
    s4u::Engine engine(&argc, argv);
    s4u::Engine::set_config("network/model:CM02");
    s4u::Engine::set_config("network/latency-factor:1");
    s4u::Engine::set_config("network/bandwidth-factor:1");
    s4u::Engine::set_config("network/weight-S:0");
    s4u::Engine::set_config("network/TCP-gamma:0");
    s4u::Engine::set_config("network/crosstraffic:0");
    if (argc != 3) {
        std::fprintf(stderr, "usage: simgrid FLOWS.json FINISH.txt\n");
        return 2;
    }
    std::ifstream file(argv[1]);
    const Value read =
        Reader(std::string(std::istreambuf_iterator<char>(file), {})).value();

    auto* zone = s4u::create_star_zone("region");
    std::vector<s4u::Link*> links;
    std::map<std::string, std::size_t> places;
    for (const Value& link : read.fields.at("links").items) {
        const std::string id = link.fields.at("id").text;
        const double capacity = link.fields.at("capacity_bytes_per_s").number();
        places[id] = links.size();
        links.push_back(zone->create_link(id, capacity)->set_latency(0)->seal());
    }
    std::vector<Flow> flows;
    for (const Value& row : read.fields.at("flows").items) {
        Flow flow{row.fields.at("start_s").number(), row.fields.at("bytes").number(),
                  row.fields.at("cap_bytes_per_s").number(), {}};
        for (const Value& link : row.fields.at("links").items)
            flow.links.push_back(places.at(link.text));
        flows.push_back(flow);
    }
    // A star's routes are its hosts' ways up and down: a flow's shared links up, its cap down.
    std::vector<s4u::Host*> from, to;
    for (std::size_t i = 0; i < flows.size(); i++) {
        const std::string number = std::to_string(i);
        from.push_back(zone->create_host("from" + number, 1e9)->seal());
        to.push_back(zone->create_host("to" + number, 1e9)->seal());
        std::vector<s4u::LinkInRoute> shared;
        for (std::size_t link : flows[i].links) shared.emplace_back(links[link]);
        auto* own = zone->create_link("cap" + number, flows[i].cap)->set_latency(0)->seal();
        zone->add_route(from[i]->get_netpoint(), nullptr, nullptr, nullptr, shared, false);
        zone->add_route(nullptr, to[i]->get_netpoint(), nullptr, nullptr,
                        {s4u::LinkInRoute(own)}, false);
    }
    auto* starter = zone->create_host("starter", 1e9)->seal();
    zone->seal();

    std::vector<s4u::CommPtr> running(flows.size());
    // The flows are in the order of their starts.
    s4u::Actor::create("starter", starter, [&] {
        for (std::size_t i = 0; i < flows.size(); i++) {
            if (flows[i].start > s4u::Engine::get_clock())
                s4u::this_actor::sleep_until(flows[i].start);
            running[i] = s4u::Comm::sendto_async(from[i], to[i],
                                                 static_cast<uint64_t>(flows[i].bytes));
        }
        s4u::Comm::wait_all(running);
    });
    const double cpu = cpu_secs();
    const auto begin = std::chrono::steady_clock::now();
    engine.run();
    const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - begin;
    std::printf("cpu_s %.9f\nwall_s %.9f\nflows %zu\n", cpu_secs() - cpu, wall.count(),
                flows.size());
    std::ofstream out(argv[2]);
    out.precision(17);
    for (const auto& comm : running) out << comm->get_finish_time() << "\n";
}
