# Each target does all of its own set-up on a fresh Debian 12; the steps are scripts in .ci/.
.PHONY: help report test service sweep mutants clean
.NOTPARALLEL:
.DELETE_ON_ERROR:

help:
	@echo 'make report           build, run every scenario under every scheme, measure, write build/report/report.html'
	@echo 'make report QUICK=1   the same in about a minute, with fewer repetitions'
	@echo 'make report PEERS=1   measure KJ, asio, Boost.Fiber and log4cxx beside the schemes'
	@echo 'make report SERVICE=0 leave the service out, which takes about a minute'
	@echo 'make test             build and run every test, C++ and Python'
	@echo 'make service          run a small service under every scheme, load it, and print what came of it'
	@echo 'make service SCHEME=clear-on-incomplete PORT=8080    leave it running, to be used with curl'
	@echo 'make service DB=postgres    on PostgreSQL, a private server that is gone afterwards'
	@echo 'make sweep SIZE=9     explore every program of a size over Dask; goes on where it was stopped'
	@echo 'make mutants          break the code at each place that matters, and see who notices; takes hours'
	@echo 'make clean            remove build/'

report:
	@.ci/report $(if $(filter-out 0,$(QUICK)),--quick) $(if $(filter-out 0,$(PEERS)),--peers) $(if $(filter 0,$(SERVICE)),--no-service)

test:
	@.ci/test

service:
	@.ci/service $(if $(SCHEME),--scheme $(SCHEME)) $(if $(DB),--db $(DB)) $(if $(PORT),--port $(PORT)) $(if $(filter-out 0,$(NAIVE)),--telling naive)

sweep:
	@.ci/sweep --size $(or $(SIZE),8) $(if $(SETTING),--setting $(SETTING)) $(if $(ALPHABET),--alphabet $(ALPHABET)) \
	  $(if $(SCHEDULER),--scheduler $(SCHEDULER)) $(if $(filter-out 0,$(SLIPS)),--slips)

mutants:
	@.ci/mutants $(if $(ONLY),--only '$(ONLY)')

clean:
	rm -rf build
